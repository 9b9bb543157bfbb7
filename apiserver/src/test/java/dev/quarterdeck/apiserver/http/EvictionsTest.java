package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import java.util.Collections;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many evictions that ask one budget. */
class EvictionsTest {

  private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
  private static final String EVICTION =
      "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\"}}";
  private static final String READY =
      "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @Test
  void evictionsAtTheSameTimeNeverTakeMoreThanTheBudgetAllows() throws Exception {
    api.post(
        BUDGETS,
        "{\"metadata\":{\"name\":\"crowd\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"crowd\"}}}}");
    api.patch(
        BUDGETS + "/crowd/status",
        "merge",
        "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":5,\"currentHealthy\":64,"
            + "\"desiredHealthy\":59,\"expectedPods\":64}}");
    var codes = new ConcurrentLinkedQueue<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 64; i++) {
        var name = "crowd-" + i;
        api.post(PODS, Api.pod(name));
        api.patch(PODS + "/" + name, "merge", "{\"metadata\":{\"labels\":{\"app\":\"crowd\"}}}");
        api.patch(PODS + "/" + name + "/status", "merge", READY);
      }
      for (var i = 0; i < 64; i++) {
        var name = "crowd-" + i;
        threads.submit(
            () ->
                codes.add(
                    api.post(PODS + "/" + name + "/eviction", EVICTION.formatted(name)).code()));
      }
    }
    assertThat(codes).hasSize(64).containsOnly(201, 429);
    assertThat(Collections.frequency(codes, 201)).isEqualTo(5);
    var status = api.get(BUDGETS + "/crowd").json().path("status");
    assertThat(status.path("disruptionsAllowed").asInt()).isZero();
    assertThat(status.path("disruptedPods").size()).isEqualTo(5);
    assertThat(status.at("/conditions/0/reason").asText()).isEqualTo("InsufficientPods");
  }
}
