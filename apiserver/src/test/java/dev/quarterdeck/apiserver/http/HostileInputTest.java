package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.request.Limits.Patience;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, the answer is a refusal, never a 500, and the server lives on. */
@Timeout(30)
class HostileInputTest {

  private static final Limits FEW =
      new Limits(4, 4, Duration.ofMillis(300), 1 << 30, Patience.DEFAULT);

  @RegisterExtension static final TestServer server = new TestServer(() -> DevServer.start(FEW));

  private static final Api api = new Api(server);

  private static String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.get().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var answer = new StringBuilder();
      var in = socket.getInputStream();
      for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        answer.append((char) c);
      }
      return answer.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metadata\":{\"name\":\"x\",\"labels\":[]}}",
        "{\"metadata\":{\"name\":5}}",
        "{\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":{}}}}",
        "{\"metadata\":{\"name\":\"x\",\"finalizers\":{}}}",
        "{\"metadata\":{\"name\":\"x\",\"ownerReferences\":[1]}}",
        "{\"metadata\":null}",
        "{\"metadata\":{\"name\":\"x\"},\"data\":\"text\"}",
        "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":1}}",
        "{\"kind\":[],\"metadata\":{\"name\":\"x\"}}",
        "\u0000\u0001",
        "null",
        "\"text\"",
        "{\"metadata\":{\"name\":\"x\"}} trailing"
      })
  void malformedObjectsAreRefused(String body) {
    assertThat(api.post(MAPS, body).code()).isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\":[]}",
        "{\"spec\":{\"containers\":{}}}",
        "{\"spec\":{\"containers\":[null]}}",
        "{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\",\"ports\":\"x\"}]}}",
        "{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\",\"resources\":{\"limits\":"
            + "{\"cpu\":\"lots\"}}}]}}",
        "{\"spec\":{\"tolerations\":[5],\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}"
      })
  void malformedPodsAreRefused(String body) {
    var pod = "{\"metadata\":{\"name\":\"x\"}," + body.substring(1);
    assertThat(api.post(Api.PODS, pod).code()).isBetween(400, 499);
  }

  @Test
  void deepNestingIsRefused() {
    var deep = "{\"metadata\":{\"name\":\"x\"},\"data\":" + "[".repeat(100_000);
    assertThat(api.post(MAPS, deep).code()).isEqualTo(400);
  }

  @Test
  void aliasBombsAreRefused() {
    var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (var i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a%d,".formatted(i - 1)).repeat(9)));
    }
    assertThat(api.send("POST", MAPS, bomb.toString(), "application/yaml").code())
        .isBetween(400, 499);
  }

  @Test
  void hugeHeadsAreRefused() throws IOException {
    assertThat(raw("GET /" + "x".repeat(200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")).contains(" 4");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(300_000) + "\r\n\r\n"))
        .contains(" 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/%00",
        "/api/v1/namespaces/..%2f..%2f/pods/x",
        "/api/v1/namespaces/default/pods/%zz",
        "/api/v1//pods",
        "/api//v1/pods",
        "//api/v1/pods",
        "/api/v1/namespaces/default/pods?labelSelector=%28%28%28",
        "/api/v1/namespaces/default/pods?limit=99999999999999999999",
        "/api/v1/pods?resourceVersion=-1",
        "/api/v1/pods?watch=true&resourceVersion=abc",
        "/api/v1/pods?continue=AAAA&limit=1"
      })
  void strangePathsAreRefused(String path) throws IOException {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).contains(" 4");
  }

  @Test
  void aHugeSelectorIsJustASelector() {
    var selector = "a%20in%20%28" + "x%2C".repeat(10_000) + "y%29";
    assertThat(api.get(MAPS + "?labelSelector=" + selector).code()).isLessThan(500);
  }

  @Test
  void aBodyThatNeverComesIsNotWaitedFor() throws IOException {
    var head = "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{".formatted(MAPS);
    assertThat(raw(head)).contains("504");
  }

  @Test
  void nonsenseIsNotHttp() throws IOException {
    assertThat(raw("\u0016\u0003\u0001 nonsense\r\n\r\n")).contains(" 4");
  }

  @Test
  void tooManyAtOnceAreAskedToComeBack() throws InterruptedException {
    var user = api.as("system:kube-scheduler");
    var answers = new Api.Answer[64];
    var start = new CountDownLatch(1);
    var threads =
        IntStream.range(0, answers.length)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              await(start);
                              answers[i] =
                                  user.get("/api/v1/pods?resourceVersion=99999999&timeout=300ms");
                            }))
            .toList();
    start.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(answers).anyMatch(answer -> answer.code() == 504);
    assertThat(answers)
        .anySatisfy(
            answer -> {
              assertThat(answer.code()).isEqualTo(429);
              assertThat(answer.header("Retry-After")).isEqualTo("1");
              assertThat(answer.at("/reason")).isEqualTo("TooManyRequests");
            });
    assertThat(user.get("/api/v1/pods").code()).isEqualTo(200);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
