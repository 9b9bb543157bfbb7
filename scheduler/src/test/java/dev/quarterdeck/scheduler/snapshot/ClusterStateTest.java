package dev.quarterdeck.scheduler.snapshot;

import static dev.quarterdeck.scheduler.Specimens.asking;
import static dev.quarterdeck.scheduler.Specimens.node;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterStateTest {

  private final ClusterState cluster = new ClusterState();
  private final PodInfo pod = asking("p", "1", "1Gi");

  private long used(String name) {
    return cluster.snapshot().nodes().stream()
        .filter(node -> node.name().equals(name))
        .mapToLong(node -> node.requested().milliCpu())
        .sum();
  }

  @Test
  void anAssumedPodHoldsItsPlaceUntilForgotten() {
    cluster.put(node("n", "", ""));
    assertThat(cluster.assume(pod, "n")).isTrue();
    assertThat(used("n")).isEqualTo(1000);
    cluster.forget(pod);
    assertThat(used("n")).isZero();
  }

  @Test
  void whatTheServerSaidIsNeitherForgottenNorAssumedAway() {
    cluster.put(node("n", "", ""));
    cluster.assume(pod, "n");
    cluster.place(pod, "n");
    cluster.forget(pod);
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.assume(pod, "m")).isFalse();
  }

  @Test
  void aWrongAssumptionIsCorrected() {
    cluster.put(node("n", "", ""));
    cluster.put(node("m", "", ""));
    cluster.assume(pod, "n");
    assertThat(cluster.place(pod, "m")).isTrue();
    assertThat(used("n")).isZero();
    assertThat(used("m")).isEqualTo(1000);
  }

  @Test
  void podsMayComeBeforeTheirNodeAndOutliveIt() {
    cluster.place(pod, "n");
    assertThat(cluster.snapshot().nodes()).isEmpty();
    cluster.put(node("n", "", ""));
    assertThat(used("n")).isEqualTo(1000);
    cluster.removeNode("n");
    assertThat(cluster.snapshot().nodes()).isEmpty();
    cluster.put(node("n", "", ""));
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.remove(pod.key())).isTrue();
    assertThat(used("n")).isZero();
  }

  @Test
  void anOldSnapshotDoesNotChange() {
    cluster.put(node("n", "", ""));
    var before = cluster.snapshot();
    cluster.assume(pod, "n");
    assertThat(before.nodes().getFirst().pods()).isEmpty();
  }

  @Test
  void tellsWhatAboutANodeMayHelp() {
    assertThat(cluster.put(node("n", "", "unschedulable: true")))
        .containsExactly(ClusterEvent.NODE_ADDED);
    assertThat(cluster.put(node("n", "", "unschedulable: true"))).isEmpty();
    assertThat(cluster.put(node("n", "a: b", "")))
        .containsExactly(ClusterEvent.NODE_LABELS_CHANGED, ClusterEvent.NODE_TAINTS_CHANGED);
    assertThat(cluster.put(node("n", "a: b", "taints: [{key: k, effect: NoSchedule}]"))).isEmpty();
    assertThat(cluster.put(node("n", "a: b", "")))
        .containsExactly(ClusterEvent.NODE_TAINTS_CHANGED);
    assertThat(cluster.put(node("n", "a: b", "", "cpu: 8, memory: 8Gi, pods: 110")))
        .containsExactly(ClusterEvent.NODE_ALLOCATABLE_GREW);
    assertThat(cluster.put(node("n", "a: b", "", "cpu: 2, memory: 8Gi, pods: 110"))).isEmpty();
  }
}
