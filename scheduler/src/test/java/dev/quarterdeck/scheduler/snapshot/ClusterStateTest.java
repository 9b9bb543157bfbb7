package dev.quarterdeck.scheduler.snapshot;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.pod;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static dev.quarterdeck.scheduler.TestObjects.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterStateTest {

  private final ClusterState cluster = new ClusterState();
  private final PodInfo pod = requesting("p", "1", "1Gi");

  private void put(String name) {
    cluster.put(NodeAttributes.of(node(name, "", "")));
  }

  private long used(String name) {
    return cluster.snapshot().node(name).map(node -> node.requested().milliCpu()).orElse(-1L);
  }

  @Test
  void anAssumedPodHoldsItsPlaceUntilForgotten() {
    put("n");
    assertThat(cluster.assume(pod, "n")).isTrue();
    assertThat(cluster.isAssumed(pod)).isTrue();
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.forget(pod)).contains(pod.assignedTo("n"));
    assertThat(used("n")).isZero();
  }

  @Test
  void whatTheServerSaidIsNeitherForgottenNorAssumedAway() {
    put("n");
    cluster.assume(pod, "n");
    assertThat(cluster.place(pod.assignedTo("n")))
        .contains(new ClusterState.Place(pod.assignedTo("n"), true));
    assertThat(cluster.forget(pod)).isEmpty();
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.assume(pod, "m")).isFalse();
  }

  @Test
  void aConfirmedAssumptionLeavesTheSnapshotAsItWas() {
    put("n");
    cluster.assume(pod, "n");
    var before = cluster.snapshot();
    cluster.place(pod.assignedTo("n"));
    assertThat(cluster.snapshot()).isSameAs(before);
  }

  @Test
  void aWrongAssumptionIsCorrected() {
    put("n");
    put("m");
    cluster.assume(pod, "n");
    cluster.place(pod.assignedTo("m"));
    assertThat(used("n")).isZero();
    assertThat(used("m")).isEqualTo(1000);
  }

  @Test
  void podsMayComeBeforeTheirNodeAndOutliveIt() {
    cluster.place(pod.assignedTo("n"));
    assertThat(cluster.snapshot().nodes()).isEmpty();
    put("n");
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.removeNode("n")).isPresent();
    assertThat(cluster.snapshot().nodes()).isEmpty();
    put("n");
    assertThat(used("n")).isEqualTo(1000);
    assertThat(cluster.remove(pod.key())).contains(pod.assignedTo("n"));
    assertThat(used("n")).isZero();
  }

  @Test
  void anOldSnapshotDoesNotChange() {
    put("n");
    var before = cluster.snapshot();
    cluster.assume(pod, "n");
    put("m");
    assertThat(cluster.snapshot().nodes()).hasSize(2);
    assertThat(before.nodes()).hasSize(1);
    assertThat(before.nodes().getFirst().pods()).isEmpty();
  }

  @Test
  void nodesAreFoundByNameAndInTheirOrder() {
    List.of("c", "a", "b").forEach(this::put);
    cluster.assume(pod, "a");
    cluster.removeNode("c");
    var snapshot = cluster.snapshot();
    assertThat(snapshot.nodes()).extracting(NodeInfo::name).containsExactly("a", "b");
    assertThat(snapshot.nodes()).extracting(NodeInfo::position).containsExactly(0, 1);
    assertThat(snapshot.nodes(Set.of("b", "none", "a")))
        .extracting(NodeInfo::name)
        .containsExactly("a", "b");
    assertThat(snapshot.node("c")).isEmpty();
  }

  @Test
  void whoFollowsTheNodesSeesWhichHaveChanged() {
    List.of("a", "b", "c", "d").forEach(this::put);
    var before = cluster.snapshot().nodeList();
    cluster.assume(pod, "b");
    cluster.assume(podInfo("q", ""), "d");
    var after = cluster.snapshot().nodeList();
    assertThat(after.hasLayoutOf(before.versions())).isTrue();
    var changed = new ArrayList<Integer>();
    after.forEachChange(before.versions(), changed::add);
    assertThat(changed).containsExactly(1, 3);
    put("e");
    assertThat(cluster.snapshot().nodeList().hasLayoutOf(after.versions())).isFalse();
  }

  @Test
  void nodesOfPodsWithRequiredAntiAffinityAreKnown() {
    put("a");
    put("b");
    var anti =
        podInfo(
            "anti",
            "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " [{topologyKey: zone}]}}");
    cluster.place(anti.assignedTo("b"));
    assertThat(cluster.snapshot().withRequiredAntiAffinity())
        .extracting(NodeInfo::name)
        .containsExactly("b");
    cluster.remove(anti.key());
    assertThat(cluster.snapshot().withRequiredAntiAffinity()).isEmpty();
  }

  @Test
  void namespacesAreKnownByTheirLabels() {
    cluster.putNamespace("ns", Map.of("team", "blue"));
    assertThat(cluster.snapshot().namespaces().labels("ns")).containsEntry("team", "blue");
    cluster.removeNamespace("ns");
    assertThat(cluster.snapshot().namespaces().labels("ns")).isEmpty();
  }

  private static PodInfo nominated(String node) {
    var object = pod("p", "");
    object.setStatus(new io.fabric8.kubernetes.api.model.PodStatus());
    object.getStatus().setNominatedNodeName(node);
    return PodInfo.of(object);
  }

  private List<String> nominatedTo(String node) {
    return cluster.snapshot().nominatedTo(node).stream().map(p -> p.key().name()).toList();
  }

  @Test
  void whatTheSchedulerNominatesHoldsUntilTheStatusHasNamedANode() {
    cluster.nominate(pod, "n");
    assertThat(cluster.followNomination(podInfo("p", "priority: 1"))).isEmpty();
    assertThat(nominatedTo("n")).containsExactly("p");
    assertThat(cluster.followNomination(nominated("n"))).isEmpty();
    assertThat(cluster.followNomination(nominated("m"))).contains(nominated("n"));
    assertThat(nominatedTo("n")).isEmpty();
    assertThat(nominatedTo("m")).containsExactly("p");
    assertThat(cluster.followNomination(nominated(""))).contains(nominated("m"));
    assertThat(nominatedTo("m")).isEmpty();
  }

  @Test
  void aNominationEndsWhenItIsTakenBackOrThePodHasANodeOrIsGone() {
    cluster.nominate(pod, "n");
    cluster.nominate(pod, "");
    assertThat(nominatedTo("n")).isEmpty();
    cluster.nominate(pod, "n");
    cluster.assume(pod, "n");
    assertThat(nominatedTo("n")).isEmpty();
    cluster.forget(pod);
    cluster.nominate(pod, "n");
    assertThat(cluster.remove(pod.key())).contains(pod.nominatedTo("n"));
    assertThat(nominatedTo("n")).isEmpty();
  }
}
