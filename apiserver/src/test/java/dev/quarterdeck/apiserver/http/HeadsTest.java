package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request heads: how long they may take and be, and what is said to those that are none. */
@Timeout(20)
class HeadsTest {

  private static final Duration WITHIN = Duration.ofMillis(400);

  @RegisterExtension
  static final TestServer server = new TestServer(() -> DevServer.startWithHeads(WITHIN));

  private static Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", server.get().port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  /** What comes until the server closes, a reset included. */
  private static String toEnd(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws IOException {
    try (var silent = connect();
        var slow = connect()) {
      send(slow, "GET /version HTTP/1.1\r\nHost: x\r\nX-");
      assertThat(toEnd(silent)).isEmpty();
      assertThat(toEnd(slow)).isEmpty();
    }
  }

  @Test
  void everyHeadOnAConnectionHasItsDeadline() throws IOException {
    try (var socket = connect()) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      var first = new byte[15];
      assertThat(socket.getInputStream().readNBytes(first, 0, 15)).isEqualTo(15);
      assertThat(new String(first, US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
      send(socket, "GET /hea");
      assertThat(toEnd(socket)).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void idleConnectionsAndStreamsLiveOn() throws Exception {
    try (var idle = connect();
        var watch = connect()) {
      send(watch, "GET %s?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n".formatted(MAPS));
      send(idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.getInputStream().read()).isEqualTo('H');
      assertThat(watch.getInputStream().read()).isEqualTo('H');
      try (var slow = connect()) { // takes longer than any head may
        assertThat(toEnd(slow)).isEmpty();
      }
      new Api(server).post(MAPS, Api.map("seen"));
      var seen = new StringBuilder();
      while (seen.indexOf("\"seen\"") < 0) {
        seen.append((char) watch.getInputStream().read());
      }
      send(idle, "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(toEnd(idle)).contains("gitVersion");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/pods?x=LONG,,414,too long",
    "GET,/version,X-Long: LONG,431,too large",
    "GET,/api/v1/namespaces/%zz/pods,,400,malformed escape",
    "GET,/api/v1/pods?labelSelector=%zz,,400,malformed escape",
    "GET,/api/v1/namespaces/default/pods/p%,,400,malformed escape",
    "NONSENSE,,,400,no HTTP request",
  })
  void whatIsNoRequestIsAnsweredWithAStatus(
      String method, String path, String header, int code, String message) throws IOException {
    try (var socket = connect()) {
      var head =
          "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n"
              .formatted(method, path == null ? "" : path, header == null ? "" : header + "\r\n");
      send(socket, head.replace("LONG", "x".repeat(200_000)));
      var answer = toEnd(socket);
      assertThat(answer).matches("(?s)HTTP/1\\.[01] %d .*".formatted(code));
      var status = Json.parseObject(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes());
      assertThat(status.path("kind").asText()).isEqualTo("Status");
      assertThat(status.path("code").asInt()).isEqualTo(code);
      assertThat(status.path("message").asText()).contains(message);
    }
  }
}
