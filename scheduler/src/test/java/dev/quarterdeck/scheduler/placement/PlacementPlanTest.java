package dev.quarterdeck.scheduler.placement;

import static dev.quarterdeck.scheduler.Specimens.asking;
import static dev.quarterdeck.scheduler.Specimens.nodeInfo;
import static dev.quarterdeck.scheduler.Specimens.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.filter.NodeResourcesFit;
import dev.quarterdeck.scheduler.filter.NodeUnschedulable;
import dev.quarterdeck.scheduler.filter.TaintToleration;
import dev.quarterdeck.scheduler.score.LeastAllocated;
import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPlanTest {

  private final PlacementPlan plan =
      new PlacementPlan(
          List.of(new NodeUnschedulable(), new TaintToleration(), new NodeResourcesFit()),
          List.of(new LeastAllocated()),
          0);
  private final SplittableRandom random = new SplittableRandom(1);

  private Decision decide(PodInfo pod, NodeInfo... nodes) {
    return plan.decide(pod, new Snapshot(List.of(nodes)), 0, random);
  }

  @Test
  void takesTheBestOfThoseThatPass() {
    var cordoned = nodeInfo("n1", "", "unschedulable: true");
    var busy = nodeInfo("n2", "", "").plus(asking("a", "2", "1Gi"));
    var idle = nodeInfo("n3", "", "");
    assertThat(decide(asking("p", "1", "1Gi"), cordoned, busy, idle))
        .isEqualTo(new Decision.Placed("n3", 3, 2));
  }

  @Test
  void saysWhyNothingFitsInKubernetesWords() {
    var full = nodeInfo("n1", "", "").plus(asking("a", "4", "1Gi"));
    var taint = "taints: [{key: k, value: v, effect: NoSchedule}]";
    var decision =
        decide(asking("p", "1", "1Gi"), full, nodeInfo("n2", "", taint), nodeInfo("n3", "", taint));
    var diagnosis = ((Decision.Unplaceable) decision).diagnosis();
    assertThat(diagnosis.summary())
        .isEqualTo(
            "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {k: v}.");
    assertThat(diagnosis.preemptionSummary())
        .isEqualTo(
            "0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption"
                + " is not helpful for scheduling.");
    assertThat(diagnosis.wakers())
        .containsExactlyInAnyOrder(
            ClusterEvent.NODE_ADDED,
            ClusterEvent.NODE_ALLOCATABLE_GREW,
            ClusterEvent.NODE_TAINTS_CHANGED,
            ClusterEvent.POD_FREED);
    assertThat(diagnosis.rejectors()).containsExactly("NodeResourcesFit", "TaintToleration");
  }

  @Test
  void withoutNodesItSaysSo() {
    var diagnosis = ((Decision.Unplaceable) decide(podInfo("p", ""))).diagnosis();
    assertThat(diagnosis.summary()).isEqualTo("no nodes available to schedule pods");
  }

  @Test
  void tiesAreBrokenAtRandom() {
    var nodes =
        IntStream.range(0, 5).mapToObj(i -> nodeInfo("n" + i, "", "")).toArray(NodeInfo[]::new);
    var chosen = new HashSet<String>();
    for (var i = 0; i < 200; i++) {
      chosen.add(((Decision.Placed) decide(podInfo("p", ""), nodes)).node());
    }
    assertThat(chosen).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"3,3", "99,99", "100,100", "1000,420", "5000,500", "15000,750"})
  void asksFewerNodesInLargeClusters(int nodes, int enough) {
    assertThat(plan.enough(nodes)).isEqualTo(enough);
  }

  @Test
  void theSearchBeginsWhereItIsTold() {
    var nodes = IntStream.range(0, 1000).mapToObj(i -> nodeInfo("n" + i, "", "")).toList();
    var small = new PlacementPlan(plan.filters(), List.of(), 1);
    var placed = (Decision.Placed) small.decide(podInfo("p", ""), new Snapshot(nodes), 950, random);
    assertThat(placed.evaluated()).isEqualTo(100);
    assertThat(Integer.parseInt(placed.node().substring(1)))
        .satisfiesAnyOf(
            i -> assertThat(i).isBetween(950, 999), i -> assertThat(i).isBetween(0, 49));
  }
}
