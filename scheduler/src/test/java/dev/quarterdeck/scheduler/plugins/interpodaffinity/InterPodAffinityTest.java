package dev.quarterdeck.scheduler.plugins.interpodaffinity;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterPodAffinityTest {

  private static final String NO_AFFINITY = "node(s) didn't match pod affinity rules";
  private static final String ANTI = "node(s) didn't match pod anti-affinity rules";
  private static final String OTHERS_ANTI =
      "node(s) didn't satisfy existing pods anti-affinity rules";

  private static PodInfo with(String name, String kind, String term) {
    return podInfo(
        name,
        "affinity: {%s: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, %s}]}}"
            .formatted(kind, term));
  }

  private static PodInfo affine(String name, String term) {
    return with(name, "podAffinity", term);
  }

  private static PodInfo antiAffine(String name, String term) {
    return with(name, "podAntiAffinity", term);
  }

  private static PodInfo labelled(String name, String app) {
    var pod = pod(name, "");
    pod.getMetadata().setLabels(Map.of("app", app));
    return PodInfo.of(pod);
  }

  private static NodeInfo zone(String name, String zone, PodInfo... pods) {
    var node = nodeInfo(name, zone.isEmpty() ? "" : "zone: " + zone, "");
    for (var pod : pods) {
      node = node.plus(pod);
    }
    return node;
  }

  private static List<String> reasons(PodInfo pod, NodeInfo... nodes) {
    return PluginRun.of(new InterPodAffinity(), pod, nodes).reasons();
  }

  @Test
  void aPodWithAffinityNeedsAMatchingPodInItsDomain() {
    var pod = affine("p", "labelSelector: {matchLabels: {app: db}}");
    assertThat(
            reasons(
                pod,
                zone("n1", "a", labelled("db", "db")),
                zone("n2", "a"),
                zone("n3", "b", labelled("x", "x")),
                zone("n4", "")))
        .containsExactly("", "", NO_AFFINITY, NO_AFFINITY);
  }

  @Test
  void allAffinityTermsMustBeMetByOnePod() {
    var terms =
        "{topologyKey: zone, labelSelector: {matchLabels: {app: db}}}, {topologyKey: host,"
            + " labelSelector: {matchLabels: {tier: back}}}";
    var pod =
        podInfo(
            "p",
            "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [%s]}}"
                .formatted(terms));
    var half = nodeInfo("n1", "zone: a, host: n1", "").plus(labelled("db", "db"));
    var backend = pod("b", "");
    backend.getMetadata().setLabels(Map.of("app", "db", "tier", "back"));
    var whole = nodeInfo("n2", "zone: b, host: n2", "").plus(PodInfo.of(backend));
    assertThat(reasons(pod, half, whole)).containsExactly(NO_AFFINITY, "");
  }

  @Test
  void theFirstPodOfAGroupThatWantsToBeTogetherMayGoAnywhereInTheTopology() {
    var pod = affine("p", "labelSelector: {matchLabels: {app: web}}");
    assertThat(reasons(pod, zone("n1", "a"), zone("n2", ""))).containsExactly("", NO_AFFINITY);
    var second = affine("q", "labelSelector: {matchLabels: {app: web}}");
    assertThat(reasons(second, zone("n1", "a", pod), zone("n2", "b")))
        .containsExactly("", NO_AFFINITY);
  }

  @Test
  void aPodWithAntiAffinityKeepsAwayFromMatchingPods() {
    var pod = antiAffine("p", "labelSelector: {matchLabels: {app: db}}");
    assertThat(
            reasons(
                pod,
                zone("n1", "a", labelled("db", "db")),
                zone("n2", "a"),
                zone("n3", "b"),
                zone("n4", "")))
        .containsExactly(ANTI, ANTI, "", "");
  }

  @Test
  void podsThatAreThereKeepOthersAway() {
    var there = antiAffine("t", "labelSelector: {matchLabels: {app: db}}");
    var nodes = new NodeInfo[] {zone("n1", "a", there), zone("n2", "a"), zone("n3", "b")};
    assertThat(reasons(labelled("p", "db"), nodes)).containsExactly(OTHERS_ANTI, OTHERS_ANTI, "");
    assertThat(reasons(labelled("p", "web"), nodes)).containsExactly("", "", "");
  }

  @Test
  void preemptionCanHelpAgainstAntiAffinityButNotForAffinity() {
    var anti = antiAffine("p", "labelSelector: {matchLabels: {app: web}}");
    assertThat(
            PluginRun.of(new InterPodAffinity(), anti, zone("n", "a", podInfo("w", ""))).statuses())
        .containsExactly(new Status.Unschedulable("InterPodAffinity", List.of(ANTI)));
    var affine = affine("p", "labelSelector: {matchLabels: {app: db}}");
    assertThat(PluginRun.of(new InterPodAffinity(), affine, zone("n", "a")).statuses())
        .containsExactly(
            new Status.UnschedulableAndUnresolvable("InterPodAffinity", List.of(NO_AFFINITY)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the term beside its labelSelector | a pod of the namespace other is meant
        "''                                                           | false",
        "namespaces: [other]                                          | true",
        "namespaces: [ns]                                             | false",
        "namespaceSelector: {}                                        | true",
        "namespaceSelector: {matchLabels: {team: blue}}               | true",
        "namespaceSelector: {matchLabels: {team: red}}                | false",
        "namespaces: [ns], namespaceSelector: {matchLabels: {team: blue}} | true",
      })
  void termsMeanPodsOfTheirNamespaces(String more, boolean meant) {
    var term = "labelSelector: {matchLabels: {app: web}}" + (more.isEmpty() ? "" : ", " + more);
    var foreign = pod("f", "");
    foreign.getMetadata().setNamespace("other");
    var cluster = cluster();
    cluster.place(PodInfo.of(foreign).assignedTo("n1"));
    assertThat(
            PluginRun.of(new InterPodAffinity(), antiAffine("p", term), cluster.snapshot())
                .reasons())
        .containsExactly(meant ? ANTI : "");

    var theirs = cluster();
    theirs.place(antiAffine("t", term).assignedTo("n1"));
    assertThat(
            PluginRun.of(new InterPodAffinity(), PodInfo.of(foreign), theirs.snapshot()).reasons())
        .containsExactly(meant ? OTHERS_ANTI : "");
  }

  private static ClusterState cluster() {
    var cluster = new ClusterState();
    cluster.put(NodeAttributes.of(node("n1", "zone: a", "")));
    cluster.putNamespace("ns", Map.of());
    cluster.putNamespace("other", Map.of("team", "blue"));
    return cluster;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // keys | a pod of version 1 is meant by a pod of version 2
        "matchLabelKeys: [version]                  | false",
        "matchLabelKeys: [absent]                   | true",
        "mismatchLabelKeys: [version]               | true",
        "mismatchLabelKeys: [app]                   | false",
      })
  void labelKeysTakeTheirValuesFromThePod(String keys, boolean meant) {
    var old = pod("old", "");
    old.getMetadata().getLabels().put("version", "1");
    var pod = pod("p", "");
    pod.getMetadata().getLabels().put("version", "2");
    pod.setSpec(
        pod(
                "p",
                ("affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                        + " [{topologyKey: zone, labelSelector: {matchExpressions: [{key: app,"
                        + " operator: Exists}]}, %s}]}}")
                    .formatted(keys))
            .getSpec());
    assertThat(reasons(PodInfo.of(pod), zone("n1", "a", PodInfo.of(old))))
        .containsExactly(meant ? ANTI : "");
  }

  @Test
  void podsAddedAndRemovedInThoughtChangeTheCounts() {
    var pod = antiAffine("p", "labelSelector: {matchLabels: {app: web}}");
    var snapshot = Snapshot.of(List.of(zone("n1", "a", podInfo("w", "")), zone("n2", "b")));
    var filters = new Profile("s", 0, List.of(new EnabledPlugin(new InterPodAffinity()))).filters();
    var state = new CycleState();
    filters.preFilter(state, pod, snapshot);
    var n1 = snapshot.nodes().getFirst();
    var n2 = snapshot.nodes().getLast();
    var changed = state.copy();
    filters.removePod(changed, pod, n1.pods().getFirst(), n1);
    filters.addPod(changed, pod, podInfo("x", ""), n2);
    assertThat(filters.filter(changed, pod, n1, snapshot)).isEqualTo(Status.SUCCESS);
    assertThat(filters.filter(changed, pod, n2, snapshot)).isNotEqualTo(Status.SUCCESS);
    assertThat(filters.filter(state, pod, n1, snapshot))
        .as("the state that was copied")
        .isNotEqualTo(Status.SUCCESS);
  }

  @Test
  void podsWithoutTermsThatNobodyKeepsAwayCostNothing() {
    var filters = new Profile("s", 0, List.of(new EnabledPlugin(new InterPodAffinity()))).filters();
    var state = new CycleState();
    var snapshot = Snapshot.of(List.of(zone("n1", "a", podInfo("w", ""))));
    filters.preFilter(state, podInfo("p", ""), snapshot);
    assertThat(filters.filter(state, podInfo("p", ""), snapshot.nodes().getFirst(), snapshot))
        .isEqualTo(Status.SUCCESS);
  }
}
