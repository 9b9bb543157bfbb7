package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.nodeInfo;
import static dev.quarterdeck.scheduler.TestObjects.pod;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.plugins.PluginRun;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTopologySpreadTest {

  private static final String SKEWED = "node(s) didn't match pod topology spread constraints";
  private static final String NO_LABEL = SKEWED + " (missing required label)";

  private static PodInfo spread(String when, String more) {
    return podInfo(
        "p",
        ("topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: %s,"
                + " labelSelector: {matchLabels: {app: web}}%s}]")
            .formatted(when, more.isEmpty() ? "" : ", " + more));
  }

  private static PodInfo hard(String more) {
    return spread("DoNotSchedule", more);
  }

  private static PodInfo soft() {
    return spread("ScheduleAnyway", "");
  }

  private static NodeInfo zone(String name, String zone, int pods) {
    var node = nodeInfo(name, zone.isEmpty() ? "" : "zone: " + zone, "");
    for (var i = 0; i < pods; i++) {
      node = node.plus(podInfo(name + "-" + i, ""));
    }
    return node;
  }

  private static List<String> reasons(PodInfo pod, NodeInfo... nodes) {
    return PluginRun.of(new PodTopologySpread(), pod, nodes).reasons();
  }

  private static long[] scores(PodInfo pod, int feasible, NodeInfo... nodes) {
    return PluginRun.of(new PodTopologySpread(), pod, nodes).scores(feasible).orElseThrow();
  }

  @Test
  void hardConstraintsKeepDomainsEven() {
    assertThat(reasons(hard(""), zone("n1", "a", 1), zone("n2", "b", 0), zone("n3", "", 0)))
        .containsExactly(SKEWED, "", NO_LABEL);
  }

  @Test
  void podsOfOtherNamespacesAndThoseBeingDeletedDoNotCount() {
    var foreign = pod("f", "");
    foreign.getMetadata().setNamespace("other");
    var leaving = pod("l", "");
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    var node = zone("n1", "a", 0).plus(PodInfo.of(foreign)).plus(PodInfo.of(leaving));
    assertThat(reasons(hard(""), node, zone("n2", "b", 0))).containsExactly("", "");
  }

  @Test
  void withFewerDomainsThanMinDomainsTheSmallestCountIsZero() {
    assertThat(reasons(hard("minDomains: 3"), zone("n1", "a", 1), zone("n2", "b", 1)))
        .containsExactly(SKEWED, SKEWED);
    assertThat(reasons(hard("minDomains: 2"), zone("n1", "a", 1), zone("n2", "b", 1)))
        .containsExactly("", "");
  }

  @Test
  void aPodThatDoesNotMatchItsOwnSelectorMayExceedTheSkewByNone() {
    var other = podInfo("p", "");
    var pod =
        podInfo(
            "p",
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                + " DoNotSchedule, labelSelector: {matchLabels: {app: db}}}]");
    assertThat(other.labels()).containsEntry("app", "web");
    assertThat(reasons(pod, zone("n1", "a", 3), zone("n2", "b", 0))).containsExactly("", "");
  }

  @Test
  void matchLabelKeysNarrowTheSelectorByThePodsOwnLabels() {
    var old = pod("old", "");
    old.getMetadata().getLabels().put("version", "1");
    var pod = pod("p", "");
    pod.getMetadata().getLabels().put("version", "2");
    pod.setSpec(
        pod(
                "p",
                "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                    + " DoNotSchedule, labelSelector: {matchLabels: {app: web}}, matchLabelKeys:"
                    + " [version]}]")
            .getSpec());
    var node = zone("n1", "a", 0).plus(PodInfo.of(old));
    assertThat(reasons(PodInfo.of(pod), node, zone("n2", "b", 0))).containsExactly("", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // policies | the pod may go to n1
        "''                                                     | false",
        "nodeAffinityPolicy: Ignore                             | false",
        "nodeTaintsPolicy: Honor                                | true",
      })
  void taintedNodesCountUnlessTaintsAreHonored(String policy, boolean allowed) {
    var tainted = nodeInfo("n2", "zone: b", "taints: [{key: k, effect: NoSchedule}]");
    assertThat(reasons(hard(policy), zone("n1", "a", 1), tainted).getFirst())
        .isEqualTo(allowed ? "" : SKEWED);
  }

  @ParameterizedTest
  @CsvSource({"Honor, true", "Ignore, false"})
  void nodesThatAffinityExcludesDoNotCountUnlessItIsIgnored(String policy, boolean allowed) {
    var pod =
        podInfo(
            "p",
            "nodeSelector: {zone: a}\n"
                + "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                + " DoNotSchedule, labelSelector: {matchLabels: {app: web}}, nodeAffinityPolicy:"
                + " %s}]".formatted(policy));
    assertThat(reasons(pod, zone("n1", "a", 1), zone("n2", "b", 0)).getFirst())
        .isEqualTo(allowed ? "" : SKEWED);
  }

  @Test
  void podsAddedAndRemovedInThoughtChangeTheCounts() {
    var snapshot = Snapshot.of(List.of(zone("n1", "a", 1), zone("n2", "b", 0)));
    var pod = hard("");
    var filters =
        new Profile("s", 0, List.of(new EnabledPlugin(new PodTopologySpread()))).filters();
    var state = new CycleState();
    filters.preFilter(state, pod, snapshot);
    var n1 = snapshot.nodes().getFirst();
    var without = state.copy();
    filters.removePod(without, pod, n1.pods().getFirst(), n1);
    assertThat(filters.filter(without, pod, n1, snapshot)).isEqualTo(Status.SUCCESS);
    filters.addPod(without, pod, podInfo("x", ""), n1);
    assertThat(filters.filter(without, pod, n1, snapshot)).isNotEqualTo(Status.SUCCESS);
    assertThat(filters.filter(state, pod, n1, snapshot))
        .as("the state that was copied")
        .isNotEqualTo(Status.SUCCESS);
  }

  @Test
  void softConstraintsPreferDomainsWithFewerPods() {
    assertThat(
            scores(
                soft(),
                4,
                zone("n1", "a", 1),
                zone("n2", "a", 0),
                zone("n3", "b", 0),
                zone("n4", "", 0)))
        .containsExactly(0, 0, 100, 0);
  }

  @Test
  void podsOnNodesThatAreNotFeasibleCountToo() {
    // Only n1 and n2 can take the pod, but zone a has four pods on n3, which is full:
    // 4 * ln(2 + 2) are 6, 1 * ln(2 + 2) is 1; 100 * (6 + 1 - 6) / 6 are 16.
    assertThat(scores(soft(), 2, zone("n1", "a", 0), zone("n2", "b", 1), zone("n3", "a", 4)))
        .containsExactly(16, 100);
  }

  @Test
  void aTopologyOfManyDomainsWeighsMore() {
    var pod =
        podInfo(
            "p",
            """
            topologySpreadConstraints:
            - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}
            - {maxSkew: 3, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}
            """);
    var n1 = nodeInfo("n1", "zone: a, kubernetes.io/hostname: n1", "").plus(podInfo("a", ""));
    var n2 = nodeInfo("n2", "zone: a, kubernetes.io/hostname: n2", "");
    var n3 = nodeInfo("n3", "zone: b, kubernetes.io/hostname: n3", "");
    // Of n1: 1 * ln(2 + 2) + 0 and 1 * ln(3 + 2) + 2 are 5; of n2: 1.39 + 2 are 3; of n3: 2.
    assertThat(scores(pod, 3, n1, n2, n3)).containsExactly(40, 80, 100);
  }

  private static PodInfo owned(String name, String kind, String uid) {
    var pod = pod(name, "");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(kind.equals("Job") ? "batch/v1" : "apps/v1")
                    .withKind(kind)
                    .withUid(uid)
                    .withController(true)
                    .build()));
    return PodInfo.of(pod);
  }

  private static NodeInfo host(String name, String zone) {
    return nodeInfo(
        name,
        "kubernetes.io/hostname: %s%s"
            .formatted(name, zone.isEmpty() ? "" : ", topology.kubernetes.io/zone: " + zone),
        "");
  }

  @Test
  void podsOfAReplicaSetAreSpreadOverHostsByDefault() {
    var pod = owned("p", "ReplicaSet", "rs");
    var two =
        host("n1", "").plus(owned("a", "ReplicaSet", "rs")).plus(owned("b", "ReplicaSet", "rs"));
    var one = host("n2", "").plus(owned("c", "ReplicaSet", "rs"));
    var others = host("n3", "").plus(owned("d", "ReplicaSet", "other"));
    // 2 * ln(5) + 2 are 5, ln(5) + 2 are 4, 2: 100 * (5 + 2 - x) / 5.
    assertThat(scores(pod, 3, two, one, others)).containsExactly(40, 60, 100);
    assertThat(PluginRun.of(new PodTopologySpread(), podInfo("p", ""), two, one).scores())
        .isEmpty();
    assertThat(PluginRun.of(new PodTopologySpread(), owned("p", "Job", "rs"), two, one).scores())
        .as("only controllers that Kubernetes looks up")
        .isEmpty();
  }

  @Test
  void andOverZonesWherePodsOnAnyNodeCount() {
    var pod = owned("p", "StatefulSet", "s");
    var full = host("n3", "a").plus(owned("a", "StatefulSet", "s"));
    assertThat(scores(pod, 2, host("n1", "a"), host("n2", "b"), full)[0])
        .isLessThan(scores(pod, 2, host("n1", "a"), host("n2", "b"), full)[1]);
  }

  @Test
  void whatIsRememberedFromSnapshotToSnapshotIsWhatCountingAnewGives() {
    var random = new Random(1);
    var cluster = new ClusterState();
    IntStream.range(0, 12).forEach(i -> cluster.put(attributes(i, "z" + i % 3)));
    var remembering = new PodTopologySpread();
    var pods = List.of(hard(""), soft(), owned("o", "ReplicaSet", "rs"));
    for (var step = 0; step < 300; step++) {
      change(cluster, random, step);
      var snapshot = cluster.snapshot();
      for (var pod : pods) {
        var known = PluginRun.of(remembering, pod, snapshot);
        var anew = PluginRun.of(new PodTopologySpread(), pod, snapshot);
        assertThat(known.reasons()).as("step %d", step).isEqualTo(anew.reasons());
        assertThat(known.scores().orElse(new long[0]))
            .as("step %d", step)
            .isEqualTo(anew.scores().orElse(new long[0]));
      }
    }
  }

  private static void change(ClusterState cluster, Random random, int step) {
    var node = random.nextInt(12);
    switch (random.nextInt(8)) {
      case 0 -> cluster.put(attributes(node, "z" + random.nextInt(4)));
      case 1 -> cluster.removeNode("n" + node);
      case 2, 3 -> cluster.remove(podInfo("x" + random.nextInt(step + 1), "").key());
      case 4 -> cluster.place(owned("x" + step, "ReplicaSet", "rs").assignedTo("n" + node));
      default -> cluster.place(podInfo("x" + step, "").assignedTo("n" + node));
    }
  }

  private static NodeAttributes attributes(int number, String zone) {
    return NodeAttributes.of(
        node(
            "n" + number,
            "zone: %s, topology.kubernetes.io/zone: %s, kubernetes.io/hostname: n%d"
                .formatted(zone, zone, number),
            ""));
  }
}
