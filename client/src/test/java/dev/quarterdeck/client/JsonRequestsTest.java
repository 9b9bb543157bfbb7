package dev.quarterdeck.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JsonRequestsTest {

  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);
  private static final String DONE = "{\"metadata\":{\"resourceVersion\":\"7\"}}";

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ScriptedApi api;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
    client = api.client();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    client.close();
    api.close();
  }

  private Future<ObjectNode> patch() {
    var requests = new JsonRequests(client, time);
    var patch = Json.object().put("a", 1);
    return threads.submit(() -> requests.patch("/x", JsonRequests.MERGE_PATCH, patch));
  }

  /**
   * Waits until the request waits, and lets its time pass but for a millisecond, then that, too.
   */
  private void pass(Duration wait) throws InterruptedException {
    assertThat(time.awaitDeadline(time.instant().plus(wait), REAL_LIMIT)).isTrue();
    time.advance(wait.minusMillis(1));
    assertThat(api.next(Duration.ofMillis(20))).isEmpty();
    time.advance(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void sendsARequestAgainWhenTheServerSaysWhen(int code) throws Exception {
    var answer = patch();
    api.next().putOff(code, 3);
    pass(Duration.ofSeconds(3));
    var again = api.next();
    assertThat(again.line()).isEqualTo("PATCH /x");
    assertThat(again.body()).isEqualTo("{\"a\":1}");
    again.answer(200, DONE);
    assertThat(answer.get().at("/metadata/resourceVersion").asText()).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503, 409})
  void anAnswerThatDoesNotSayWhenIsTheLastWord(int code) throws Exception {
    var answer = patch();
    api.next().answer(code, "{\"kind\":\"Status\",\"code\":%d}".formatted(code));
    assertThatThrownBy(answer::get)
        .cause()
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(code));
  }

  @Test
  void doesNotWaitForAServerThatIsAwayForLong() throws Exception {
    var answer = patch();
    api.next().putOff(503, 3600);
    assertThatThrownBy(answer::get).cause().hasMessage("too busy");
  }

  @Test
  void givesUpAfterTenRetries() throws Exception {
    var answer = patch();
    for (var retry = 0; retry < 10; retry++) {
      api.next().putOff(429, 1);
      pass(Duration.ofSeconds(1));
    }
    api.next().putOff(429, 1);
    assertThatThrownBy(answer::get).cause().hasMessage("too busy");
  }
}
