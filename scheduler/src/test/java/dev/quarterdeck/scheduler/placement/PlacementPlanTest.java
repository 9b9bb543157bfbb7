package dev.quarterdeck.scheduler.placement;

import static dev.quarterdeck.scheduler.TestObjects.nodeInfo;
import static dev.quarterdeck.scheduler.TestObjects.pod;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static dev.quarterdeck.scheduler.TestObjects.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.TestObjects;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.FilterPlugin;
import dev.quarterdeck.scheduler.framework.FilterRunner;
import dev.quarterdeck.scheduler.framework.NodeScores;
import dev.quarterdeck.scheduler.framework.NodeStatuses;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PostFilterPlugin;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.PreFilterPlugin;
import dev.quarterdeck.scheduler.framework.PreFilterResult;
import dev.quarterdeck.scheduler.framework.ScorePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.plugins.DefaultPlugins;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPlanTest {

  private final Profile defaults = new Profile("default-scheduler", 0, DefaultPlugins.deciding());
  private final SplittableRandom random = new SplittableRandom(1);

  private Decision decide(Profile profile, PodInfo pod, NodeInfo... nodes) {
    return PlacementPlan.decide(profile, pod, Snapshot.of(List.of(nodes)), 0, random);
  }

  private static Profile profile(Plugin... plugins) {
    return new Profile("s", 0, Arrays.stream(plugins).map(EnabledPlugin::new).toList());
  }

  private static Diagnosis diagnosis(Decision decision) {
    return ((Decision.Unschedulable) decision).diagnosis();
  }

  private static String node(Decision decision) {
    return ((Decision.Placed) decision).node();
  }

  private record Named(String name, Function<NodeInfo, Status> rule) implements FilterPlugin {
    @Override
    public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
      return rule.apply(node);
    }
  }

  private record Restricting(String name, Set<String> nodes) implements PreFilterPlugin {
    @Override
    public PreFilterResult preFilter(CycleState state, PodInfo pod, Snapshot snapshot) {
      return PreFilterResult.only(nodes);
    }
  }

  private record Scoring(String name, Function<NodeInfo, Long> rate) implements ScorePlugin {
    @Override
    public void score(CycleState state, PodInfo pod, NodeScores scores) {
      scores.setAll(rate::apply);
    }
  }

  private record PostFiltering(String name, PostFilterResult result) implements PostFilterPlugin {
    @Override
    public PostFilterResult postFilter(
        CycleState state,
        PodInfo pod,
        Snapshot snapshot,
        NodeStatuses statuses,
        FilterRunner filters) {
      return result;
    }
  }

  private static final Named NOTHING_FITS = new Named("Full", node -> Status.unschedulable("full"));

  @Test
  void takesTheBestOfThoseThatPass() {
    var cordoned = nodeInfo("n1", "", "unschedulable: true");
    var busy = nodeInfo("n2", "", "").plus(requesting("a", "2", "1Gi"));
    var idle = nodeInfo("n3", "", "");
    var decision = decide(defaults, requesting("p", "1", "1Gi"), cordoned, busy, idle);
    assertThat(decision).isInstanceOf(Decision.Placed.class);
    var placed = (Decision.Placed) decision;
    assertThat(placed.node()).isEqualTo("n3");
    assertThat(placed.searched()).isEqualTo(3);
    assertThat(placed.feasible()).isEqualTo(2);
    assertThat(placed.scores()).isPresent();
  }

  @Test
  void saysWhyNothingFitsInKubernetesWords() {
    var full = nodeInfo("n1", "", "").plus(requesting("a", "4", "1Gi"));
    var taint = "taints: [{key: k, value: v, effect: NoSchedule}]";
    var diagnosis =
        diagnosis(
            decide(
                defaults,
                requesting("p", "1", "1Gi"),
                full,
                nodeInfo("n2", "", taint),
                nodeInfo("n3", "", taint)));
    assertThat(diagnosis.message())
        .isEqualTo(
            "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s)."
                + " preemption: 0/3 nodes are available: 1 No preemption victims found for incoming"
                + " pod, 2 Preemption is not helpful for scheduling.");
    assertThat(diagnosis.rejectedBy()).containsExactly("NodeResourcesFit", "TaintToleration");
  }

  @Test
  void saysWhenThePodMayNotPreempt() {
    var pod = podInfo("p", "preemptionPolicy: Never\nnodeSelector: {none: here}");
    assertThat(diagnosis(decide(defaults, pod, nodeInfo("n", "", ""))).message())
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
                + " preemption: not eligible due to preemptionPolicy=Never.");
  }

  @Test
  void withoutNodesItSaysSoAndAnyNodeMayHelp() {
    var diagnosis = diagnosis(decide(defaults, podInfo("p", "")));
    assertThat(diagnosis.message()).isEqualTo("no nodes available to schedule pods");
    assertThat(diagnosis.rejectedBy()).contains("NodeName", "NodeResourcesFit");
  }

  @Test
  void nodesThatPreFilterRulesOutAreNotAsked() {
    var asked = new ArrayList<String>();
    var spying =
        new Named(
            "Spy",
            node -> {
              asked.add(node.name());
              return Status.unschedulable("no");
            });
    var diagnosis =
        diagnosis(
            decide(
                profile(new Restricting("Some", Set.of("n2", "gone")), spying),
                podInfo("p", ""),
                nodeInfo("n1", "", ""),
                nodeInfo("n2", "", ""),
                nodeInfo("n3", "", "")));
    assertThat(asked).containsExactly("n2");
    assertThat(diagnosis.message())
        .isEqualTo("0/3 nodes are available: 1 no, 2 node(s) didn't satisfy plugin(s) [Some].");
    assertThat(diagnosis.rejectedBy()).containsExactly("Some", "Spy");
    assertThat(diagnosis.statuses().get("n1"))
        .isInstanceOf(Status.UnschedulableAndUnresolvable.class);
  }

  @Test
  void nodesThatNoTwoPluginsAgreeOnAreNone() {
    var diagnosis =
        diagnosis(
            decide(
                profile(
                    new Restricting("One", Set.of("n1")), new Restricting("Other", Set.of("n2"))),
                podInfo("p", ""),
                nodeInfo("n1", "", ""),
                nodeInfo("n2", "", "")));
    assertThat(diagnosis.message())
        .isEqualTo(
            "0/2 nodes are available: node(s) didn't satisfy plugin(s) [One Other]"
                + " simultaneously.");
    assertThat(diagnosis.rejectedBy()).containsExactly("One", "Other");
  }

  @Test
  void scoresAreNormalizedOverAllFeasibleNodesAndWeighted() {
    var raw =
        new ScorePlugin() {
          @Override
          public String name() {
            return "Raw";
          }

          @Override
          public void score(CycleState state, PodInfo pod, NodeScores scores) {
            scores.setAll(node -> Long.parseLong(node.labels().get("raw")));
          }

          @Override
          public void normalizeScore(CycleState state, PodInfo pod, NodeScores scores) {
            scores.scaleToMax();
          }
        };
    var fixed = new Scoring("Fixed", node -> node.name().equals("n1") ? 90L : 0L);
    var nodes = new NodeInfo[] {nodeInfo("n1", "raw: '1'", ""), nodeInfo("n2", "raw: '4'", "")};
    var light = new Profile("s", 0, List.of(new EnabledPlugin(raw), new EnabledPlugin(fixed)));
    var heavy = new Profile("s", 0, List.of(new EnabledPlugin(raw, 2), new EnabledPlugin(fixed)));
    assertThat(node(decide(light, podInfo("p", ""), nodes))).as("25 + 90 > 100").isEqualTo("n1");
    assertThat(node(decide(heavy, podInfo("p", ""), nodes))).as("50 + 90 < 200").isEqualTo("n2");
  }

  @Test
  void aPluginThatFailsOrScoresOutOfRangeIsAnError() {
    var failing =
        new Named(
            "Broken",
            node -> {
              throw new IllegalStateException("oops");
            });
    assertThat(decide(profile(failing), podInfo("p", ""), nodeInfo("n", "", "")))
        .isInstanceOfSatisfying(
            Decision.Failed.class,
            failed ->
                assertThat(failed.error().message())
                    .isEqualTo("running Filter plugin \"Broken\": oops"));
    var excessive = new Scoring("Excessive", node -> 101L);
    assertThat(
            decide(
                profile(excessive), podInfo("p", ""), nodeInfo("n", "", ""), nodeInfo("m", "", "")))
        .isInstanceOfSatisfying(
            Decision.Failed.class,
            failed -> assertThat(failed.error().message()).contains("invalid score 101"));
  }

  @Test
  void postFilterSaysWhereRoomIsToBeMadeAndByWhom() {
    var victim = podInfo("v", "").assignedTo("n");
    var useless =
        new PostFiltering("Useless", PostFilterResult.of(Status.unschedulable("cannot help")));
    var preempting =
        new PostFiltering("Preempting", PostFilterResult.nominate("n", List.of(victim)));
    var decision =
        decide(profile(NOTHING_FITS, useless, preempting), podInfo("p", ""), nodeInfo("n", "", ""));
    var postFilter = ((Decision.Unschedulable) decision).postFilter();
    assertThat(postFilter.nominatedNode()).contains("n");
    assertThat(postFilter.victims()).containsExactly(victim);
    assertThat(diagnosis(decision).message()).isEqualTo("0/1 nodes are available: 1 full.");
  }

  @Test
  void postFilterPluginsThatCannotHelpAreAllHeard() {
    var one = new PostFiltering("One", PostFilterResult.of(Status.unschedulable("first")));
    var two =
        new PostFiltering("Two", PostFilterResult.clearNomination(Status.unschedulable("second")));
    var decision = decide(profile(NOTHING_FITS, one, two), podInfo("p", ""), nodeInfo("n", "", ""));
    assertThat(diagnosis(decision).message())
        .isEqualTo("0/1 nodes are available: 1 full. first, second");
    assertThat(((Decision.Unschedulable) decision).postFilter().nominatedNode())
        .isEqualTo(Optional.of(""));
  }

  @Test
  void aPodThatIsNominatedGoesThereWithoutASearch() {
    var cluster = cluster("n1", "n2", "n3");
    var pod = podInfo("p", "").nominatedTo("n2");
    var decision = PlacementPlan.decide(defaults, pod, cluster.snapshot(), 0, random);
    assertThat(node(decision)).isEqualTo("n2");
    assertThat(((Decision.Placed) decision).searched()).isEqualTo(1);
  }

  @Test
  void roomThatIsKeptForAPodIsNotForThoseThatAreLessImportant() {
    var cluster = cluster("n1");
    cluster.nominate(withPriority("kept", 5), "n1");
    assertThat(decide(cluster, withPriority("less", 4))).isInstanceOf(Decision.Unschedulable.class);
    assertThat(decide(cluster, withPriority("equal", 5)))
        .isInstanceOf(Decision.Unschedulable.class);
    assertThat(decide(cluster, withPriority("more", 6))).isInstanceOf(Decision.Placed.class);
    assertThat(decide(cluster, withPriority("kept", 5))).isInstanceOf(Decision.Placed.class);
  }

  @Test
  void aNominatedPodDoesNotCountAsOneToBeWith() {
    var cluster = cluster("n1");
    var database = pod("db", "priority: 5");
    database.getMetadata().getLabels().put("app", "db");
    cluster.nominate(PodInfo.of(database), "n1");
    var affine =
        podInfo(
            "p",
            "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app:"
                + " db}}}]}}");
    assertThat(decide(cluster, affine)).isInstanceOf(Decision.Unschedulable.class);
    cluster.place(PodInfo.of(database).assignedTo("n1"));
    assertThat(decide(cluster, affine)).isInstanceOf(Decision.Placed.class);
  }

  private Decision decide(ClusterState cluster, PodInfo pod) {
    return PlacementPlan.decide(defaults, pod, cluster.snapshot(), 0, random);
  }

  private static PodInfo withPriority(String name, int priority) {
    return podInfo(
        name,
        "priority: %d\ncontainers: [{name: c, resources: {requests: {cpu: 3}}}]"
            .formatted(priority));
  }

  private static ClusterState cluster(String... names) {
    var cluster = new ClusterState();
    for (var name : names) {
      cluster.put(NodeAttributes.of(TestObjects.node(name, "kubernetes.io/hostname: " + name, "")));
    }
    return cluster;
  }

  @Test
  void tiesAreBrokenAtRandom() {
    var nodes =
        IntStream.range(0, 5).mapToObj(i -> nodeInfo("n" + i, "", "")).toArray(NodeInfo[]::new);
    var chosen = new HashSet<String>();
    for (var i = 0; i < 200; i++) {
      chosen.add(node(decide(defaults, podInfo("p", ""), nodes)));
    }
    assertThat(chosen).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({
    "3,0,3",
    "99,0,99",
    "100,0,100",
    "1000,0,420",
    "5000,0,500",
    "15000,0,750",
    "1000,100,1000",
    "1000,20,200",
    "1000,1,100",
    "50,1,50"
  })
  void inLargeClustersFewerNodesAreEnough(int nodes, int percentage, int enough) {
    assertThat(PlacementPlan.enough(nodes, percentage)).isEqualTo(enough);
  }

  @Test
  void theSearchBeginsWhereItIsTold() {
    var nodes = IntStream.range(0, 1000).mapToObj(i -> nodeInfo("n" + i, "", "")).toList();
    var small = new Profile("s", 1, DefaultPlugins.deciding());
    var decision = PlacementPlan.decide(small, podInfo("p", ""), Snapshot.of(nodes), 950, random);
    assertThat(((Decision.Placed) decision).searched()).isEqualTo(100);
    assertThat(Integer.parseInt(node(decision).substring(1)))
        .satisfiesAnyOf(
            i -> assertThat(i).isBetween(950, 999), i -> assertThat(i).isBetween(0, 49));
  }
}
