package dev.quarterdeck.controllers.nodelifecycle;

import static dev.quarterdeck.controllers.nodelifecycle.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePlansTest {

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(50);
  private static final Duration STARTUP = Duration.ofSeconds(60);

  private static Optional<Lease> renewed(Instant at) {
    return Optional.of(
        new LeaseBuilder()
            .withNewSpec()
            .withRenewTime(at.atZone(ZoneOffset.UTC))
            .endSpec()
            .build());
  }

  @Test
  void aRenewedLeaseKeepsANodeAliveByTheControllersOwnClock() {
    var node = node("n", "True").build();
    // The node's clock is an hour behind: only that the stamp moves counts.
    var first = Heartbeat.observe(Optional.empty(), node, renewed(NOW.minusSeconds(3600)), NOW);
    var later = NOW.plusSeconds(40);
    var second =
        Heartbeat.observe(Optional.of(first), node, renewed(NOW.minusSeconds(3590)), later);
    assertThat(second.at()).isEqualTo(later);
    assertThat(second.isOverdue(later.plusSeconds(50), GRACE)).isFalse();
    assertThat(second.isOverdue(later.plusSeconds(51), GRACE)).isTrue();

    var silent =
        Heartbeat.observe(
            Optional.of(second), node, renewed(NOW.minusSeconds(3590)), later.plusSeconds(10));
    assertThat(silent.at()).isEqualTo(later);
  }

  @Test
  void aNodeMeetsAGoneLeaseWithItsStatusAlone() {
    var node = node("n", "True").build();
    var first = Heartbeat.observe(Optional.empty(), node, Optional.empty(), NOW);
    node.getStatus().getConditions().getFirst().setLastHeartbeatTime("2026-01-01T01:00:10Z");
    var second = Heartbeat.observe(Optional.of(first), node, Optional.empty(), NOW.plusSeconds(10));
    assertThat(second.at()).isEqualTo(NOW.plusSeconds(10));
  }

  @Test
  void aSilentNodesConditionsBecomeUnknown() {
    var node = Nodes.condition(node("n", "True"), "DiskPressure", "False").build();
    var heartbeat = new Heartbeat(NOW, "x", null);
    assertThat(NodeHealthPlan.next(node, heartbeat, NOW.plusSeconds(50), GRACE, STARTUP)).isEmpty();

    var conditions =
        NodeHealthPlan.next(node, heartbeat, NOW.plusSeconds(51), GRACE, STARTUP).orElseThrow();
    assertThat(conditions)
        .extracting(NodeCondition::getType, NodeCondition::getStatus, NodeCondition::getReason)
        .containsExactly(
            tuple("Ready", "Unknown", "NodeStatusUnknown"),
            tuple("DiskPressure", "Unknown", "NodeStatusUnknown"),
            tuple("MemoryPressure", "Unknown", "NodeStatusNeverUpdated"),
            tuple("PIDPressure", "Unknown", "NodeStatusNeverUpdated"));

    node.getStatus().setConditions(conditions);
    assertThat(NodeHealthPlan.next(node, heartbeat, NOW.plusSeconds(90), GRACE, STARTUP)).isEmpty();
  }

  @Test
  void aNodeThatNeverSpokeHasTheStartupGraceFromItsCreation() {
    var node = node("n", "").build();
    var heartbeat = Heartbeat.observe(Optional.empty(), node, Optional.empty(), NOW);
    assertThat(heartbeat.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    var at = heartbeat.at();
    assertThat(NodeHealthPlan.next(node, heartbeat, at.plusSeconds(60), GRACE, STARTUP)).isEmpty();
    assertThat(NodeHealthPlan.next(node, heartbeat, at.plusSeconds(61), GRACE, STARTUP))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "True, ''",
    "False, not-ready:NoSchedule not-ready:NoExecute",
    "Unknown, unreachable:NoSchedule unreachable:NoExecute"
  })
  void taintsFollowReadiness(String ready, String taints) {
    var node = node("n", ready).build();
    assertThat(text(TaintPlan.next(node, true, false, NOW))).isEqualTo(taints);
    assertThat(TaintPlan.wantsEviction(node)).isEqualTo(!taints.isEmpty());
  }

  private static String text(List<Taint> taints) {
    return taints.stream()
        .map(t -> t.getKey().replace("node.kubernetes.io/", "") + ":" + t.getEffect())
        .collect(Collectors.joining(" "));
  }

  @Test
  void evictionWaitsForItsTurnButSchedulingDoesNot() {
    var node = node("n", "Unknown").build();
    assertThat(text(TaintPlan.next(node, false, false, NOW))).isEqualTo("unreachable:NoSchedule");
  }

  @Test
  void oneTaintIsSwappedForTheOtherAndPeoplesTaintsStay() {
    var base = Nodes.taint(node("n", "False"), "dedicated", "NoExecute");
    var node = Nodes.taint(base, TaintPlan.UNREACHABLE, "NoExecute").build();
    assertThat(text(TaintPlan.next(node, true, false, NOW)))
        .isEqualTo("dedicated:NoExecute not-ready:NoSchedule not-ready:NoExecute");
  }

  @Test
  void pressureAndCordonTaintWithoutEvicting() {
    var pressed =
        Nodes.condition(node("n", "True"), "MemoryPressure", "True")
            .editSpec()
            .withUnschedulable(true)
            .endSpec()
            .build();
    assertThat(text(TaintPlan.next(pressed, true, false, NOW)))
        .isEqualTo("memory-pressure:NoSchedule unschedulable:NoSchedule");
  }

  @Test
  void noNodeIsGivenUpWhenAllAreLost() {
    var node = Nodes.taint(node("n", "Unknown"), TaintPlan.UNREACHABLE, "NoExecute").build();
    assertThat(text(TaintPlan.next(node, false, true, NOW))).isEqualTo("unreachable:NoSchedule");
  }

  @ParameterizedTest
  @CsvSource({
    // ready, not ready, rate, nothing ready
    "3, 0, 0.1, false",
    "1, 2, 0.1, false",
    "2, 3, 0.0, false",
    "3, 2, 0.1, false",
    "20, 40, 0.01, false",
    "0, 3, 0.0, true"
  })
  void zonesAreGivenUpTheSlowerTheMoreOfThemIsLost(
      int ready, int notReady, double rate, boolean nothingReady) {
    var nodes = new ArrayList<Node>();
    for (var i = 0; i < ready; i++) {
      nodes.add(node("r" + i, "True").build());
    }
    for (var i = 0; i < notReady; i++) {
      nodes.add(node("l" + i, "Unknown").build());
    }
    var rates = ZonePlan.next(nodes, ZonePlan.Limits.DEFAULT);
    assertThat(rates.rates().get("/")).isEqualTo(rate);
    assertThat(rates.nothingReady()).isEqualTo(nothingReady);
  }

  @Test
  void aLostZoneIsGivenUpWhileAnotherIsWell() {
    var lost =
        node("a", "Unknown")
            .editMetadata()
            .addToLabels("topology.kubernetes.io/zone", "a")
            .endMetadata()
            .build();
    var well = node("b", "True").build();
    var rates = ZonePlan.next(List.of(lost, well), ZonePlan.Limits.DEFAULT);
    assertThat(rates.nothingReady()).isFalse();
    assertThat(rates.rates()).containsEntry("/a", 0.1);
  }

  @Test
  void tokensComeAtTheRate() {
    var bucket = new TokenBucket();
    assertThat(bucket.take(NOW)).isPresent();
    bucket.setRate(0.1);
    assertThat(bucket.take(NOW)).isEmpty();
    assertThat(bucket.take(NOW.plusSeconds(4))).contains(Duration.ofSeconds(6));
    assertThat(bucket.take(NOW.plusSeconds(10))).isEmpty();
  }
}
