package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watches over WebSockets, as browsers and fabric8's client ask for them. */
@Timeout(30)
class WatchSocketTest {

  private static final String END = "the socket closed";

  @RegisterExtension final TestServer server = new TestServer();
  private final Api api = new Api(server);
  private HttpClient client;
  private final Messages messages = new Messages();

  @BeforeEach
  void start() {
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
  }

  /** Puts the frames of each message together. */
  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      parts.append(text);
      if (last) {
        whole.add(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      whole.add(END);
      return null;
    }

    String next() throws InterruptedException {
      var message = whole.poll(10, TimeUnit.SECONDS);
      assertThat(message).as("a message in time").isNotNull();
      return message;
    }

    String nextShort() throws InterruptedException {
      var event = Json.parse(next().getBytes(StandardCharsets.UTF_8));
      return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
    }
  }

  private WebSocket open(String path) {
    var address = URI.create(server.get().url().replaceFirst("^http", "ws") + path);
    return client.newWebSocketBuilder().buildAsync(address, messages).join();
  }

  private void create(String name, String value) {
    var map = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
    map.putObject("metadata").put("name", name);
    map.putObject("data").put("a", value);
    assertThat(api.post(MAPS, map.toString()).code()).isEqualTo(201);
  }

  @Test
  void eachEventIsOneMessageHoweverLarge() throws Exception {
    create("small", "b");
    var socket = open(MAPS + "?watch=true&fieldSelector=metadata.name!=kube-root-ca.crt");
    assertThat(messages.nextShort()).isEqualTo("ADDED small");
    create("large", "x".repeat(900_000));
    assertThat(messages.next()).contains("ADDED", "large", "x".repeat(900_000));
    api.delete(MAPS + "/small");
    assertThat(messages.nextShort()).isEqualTo("DELETED small");
    socket.abort();
  }

  @Test
  void theSocketClosesWhenTheTimeIsUp() throws Exception {
    open(MAPS + "?watch=true&timeoutSeconds=1&fieldSelector=metadata.name=none");
    for (String message; !(message = messages.next()).equals(END); ) {
      assertThat(message).contains("BOOKMARK");
    }
  }

  @Test
  void whatCannotBeWatchedIsRefusedBeforeTheSwitch() {
    assertThatThrownBy(() -> open("/api/v1/nothings?watch=true"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
  }

  private static String token(String user) {
    var bytes = user.getBytes(StandardCharsets.UTF_8);
    return "base64url.bearer.authorization.k8s.io."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private WebSocket open(String path, String protocol, String... others) {
    var address = URI.create(server.get().url().replaceFirst("^http", "ws") + path);
    return client
        .newWebSocketBuilder()
        .subprotocols(protocol, others)
        .buildAsync(address, messages)
        .join();
  }

  @Test
  void aBrowserShowsItsTokenAsASubprotocolAndAgreesOnAnother() throws Exception {
    create("seen", "1");
    var path = MAPS + "?watch=true&fieldSelector=metadata.name=seen";
    var socket = open(path, token("root/system:masters"), "base64.binary.k8s.io");
    assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
    assertThat(messages.nextShort()).isEqualTo("ADDED seen");
    socket.abort();
    assertThat(open(path, "mine").getSubprotocol()).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource({"joe, 403", "unknown, 401"})
  void whoeverTheTokenNamesMayDoWhatTheyMay(String user, int code) {
    assertThatThrownBy(() -> open(MAPS + "?watch=true", token(user), "base64.binary.k8s.io"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(code));
  }
}
