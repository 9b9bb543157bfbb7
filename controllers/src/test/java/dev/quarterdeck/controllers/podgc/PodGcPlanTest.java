package dev.quarterdeck.controllers.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.nodelifecycle.Nodes;
import dev.quarterdeck.controllers.pod.Pods;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Removal;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Why;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodGcPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final Duration QUARANTINE = Duration.ofSeconds(40);
  private static final Map<String, Node> NODES =
      Map.of("node-1", Nodes.node("node-1", "True").build());

  private static PodGcPlan.Outcome next(
      List<Pod> pods, Map<String, Node> nodes, Map<String, Instant> missing, int keep) {
    return PodGcPlan.next(pods, nodes, missing, QUARANTINE, keep, NOW);
  }

  private static Pod on(String node) {
    return Pods.ready("p", node, "2026-01-01T00:00:00Z").build();
  }

  @Test
  void leavesPodsOfKnownNodesAndPodsThatWaitForOne() {
    assertThat(next(List.of(on("node-1"), Pods.pod("w").build()), NODES, Map.of(), 0).removals())
        .isEmpty();
  }

  @Test
  void givesAMissingNodeTimeToComeBack() {
    var first = next(List.of(on("gone")), NODES, Map.of(), 0);
    assertThat(first.removals()).isEmpty();
    assertThat(first.missing()).containsEntry("gone", NOW);

    var waiting = next(List.of(on("gone")), NODES, Map.of("gone", NOW.minusSeconds(39)), 0);
    assertThat(waiting.removals()).isEmpty();
    var over = next(List.of(on("gone")), NODES, Map.of("gone", NOW.minusSeconds(40)), 0);
    assertThat(over.removals()).containsExactly(new Removal(on("gone"), Why.NODE_GONE));

    var back = next(List.of(on("node-1")), NODES, Map.of("node-1", NOW.minusSeconds(99)), 0);
    assertThat(back.missing()).isEmpty();
  }

  @Test
  void removesPodsDeletedBeforeTheyWereScheduled() {
    var pod = Pods.terminating(Pods.pod("p"));
    assertThat(next(List.of(pod), NODES, Map.of(), 0).removals())
        .containsExactly(new Removal(pod, Why.NEVER_SCHEDULED));
  }

  @Test
  void removesTerminatingPodsOfNodesDeclaredOutOfService() {
    var pod = Pods.terminating(Pods.ready("p", "node-1", "2026-01-01T00:00:00Z"));
    var lost = Nodes.node("node-1", "Unknown");
    assertThat(next(List.of(pod), Map.of("node-1", lost.build()), Map.of(), 0).removals())
        .isEmpty();
    var out = Nodes.taint(lost, "node.kubernetes.io/out-of-service", "NoExecute").build();
    assertThat(next(List.of(pod), Map.of("node-1", out), Map.of(), 0).removals())
        .containsExactly(new Removal(pod, Why.OUT_OF_SERVICE_NODE));
  }

  @Test
  void keepsTheYoungestFinishedPods() {
    var pods = List.of(finished("b", 2), finished("a", 1), finished("c", 3));
    assertThat(next(pods, NODES, Map.of(), 2).removals())
        .extracting(removal -> removal.pod().getMetadata().getName())
        .containsExactly("a");
    assertThat(next(pods, NODES, Map.of(), 0).removals()).isEmpty();
  }

  private static Pod finished(String name, int hour) {
    return Pods.pod(name)
        .editMetadata()
        .withCreationTimestamp("2026-01-01T0%d:00:00Z".formatted(hour))
        .endMetadata()
        .editSpec()
        .withNodeName("node-1")
        .endSpec()
        .editStatus()
        .withPhase("Succeeded")
        .endStatus()
        .build();
  }
}
