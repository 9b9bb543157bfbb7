package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the audit log keeps of requests that do not end with a plain answer. */
class AuditTest {

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  /** Lines that came before those that were asked for: a record may be late behind its answer. */
  private static final List<ObjectNode> early = new ArrayList<>();

  /** The lines about one request. */
  private static List<ObjectNode> lines(String auditId, int count) throws InterruptedException {
    while (early.stream().filter(line -> isOf(auditId, line)).count() < count) {
      var event = server.get().audit().poll(10, TimeUnit.SECONDS);
      assertThat(event).as("%d lines of %s", count, auditId).isNotNull();
      early.add(event.toJson());
    }
    var lines = early.stream().filter(line -> isOf(auditId, line)).toList();
    early.removeAll(lines);
    return lines;
  }

  private static boolean isOf(String auditId, ObjectNode line) {
    return line.path("auditID").asText().equals(auditId);
  }

  private static List<String> stages(List<ObjectNode> lines) {
    return lines.stream()
        .map(l -> l.path("stage").asText() + " " + l.at("/responseStatus/code").asInt())
        .toList();
  }

  private static Api named(String auditId) {
    return api.with("Audit-ID", auditId);
  }

  /** Sends bytes as they are and closes, or reads the answer's first line before. */
  private static String raw(String request, boolean reads) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.get().port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      if (!reads) {
        return "";
      }
      var answer = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aWatchBeginsAndIsOver() throws Exception {
    assertThat(named("watch").get(MAPS + "?watch=true&timeoutSeconds=1").code()).isEqualTo(200);
    var lines = lines("watch", 2);
    assertThat(stages(lines)).containsExactly("ResponseStarted 200", "ResponseComplete 200");
    assertThat(lines.getLast().at("/annotations/authorization.k8s.io~1decision").asText())
        .isEqualTo("allow");
  }

  @Test
  void aPodsWayIsKnownByItsUid() throws Exception {
    var uid = named("make").post(PODS, Api.pod("traced")).at("/metadata/uid");
    var binding = "{\"metadata\":{\"name\":\"traced\"},\"target\":{\"name\":\"n\"}}";
    named("bind").post(PODS + "/traced/binding", binding);
    for (var request : List.of("make", "bind")) {
      assertThat(lines(request, 1).getFirst().at("/annotations/quarterdeck.dev~1trace").asText())
          .isEqualTo(uid.replace("-", ""))
          .hasSize(32);
    }
  }

  @Test
  void aConnectionThatIsNotMadeHasItsRefusal() throws Exception {
    assertThat(named("exec").post(PODS + "/none/exec", "").code()).isEqualTo(400);
    var lines = lines("exec", 2);
    assertThat(stages(lines)).containsExactly("ResponseStarted 400", "ResponseComplete 400");
    assertThat(lines.getLast().at("/responseStatus/message").asText()).contains("Upgrade");
  }

  @Test
  void aWebSocketThatIsNoneIsRecordedAsItWasAnswered() throws Exception {
    var answer =
        raw(
            "GET "
                + MAPS
                + "?watch=true HTTP/1.1\r\nHost: x\r\nAudit-ID: socket\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            true);
    assertThat(answer).isEqualTo("HTTP/1.1 400");
    assertThat(stages(lines("socket", 2)))
        .containsExactly("ResponseStarted 400", "ResponseComplete 400");
  }

  @Test
  void aBodyThatIsTooLargeIsRecordedWithItsSender() throws Exception {
    var body = Api.map("large", "a", "x".repeat(4 << 20));
    assertThat(named("large").post(MAPS, body).code()).isEqualTo(413);
    var line = lines("large", 1).getFirst();
    assertThat(stages(List.of(line))).containsExactly("ResponseComplete 413");
    assertThat(line.at("/user/username").asText()).isEqualTo("dev-admin");
  }

  @Test
  void aBodyThatBreaksOffIsRecorded() throws Exception {
    raw(
        "POST "
            + MAPS
            + " HTTP/1.1\r\nHost: x\r\nAudit-ID: broken\r\nContent-Length: 100\r\n\r\n{\"meta",
        false);
    assertThat(stages(lines("broken", 1))).containsExactly("ResponseComplete 400");
  }
}
