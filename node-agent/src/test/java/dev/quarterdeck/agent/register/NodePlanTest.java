package dev.quarterdeck.agent.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.evict.NodePressure;
import dev.quarterdeck.agent.health.RuntimeHealth;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodePlanTest {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final HostFacts HOST =
      new HostFacts(
          new MachineIds("m", "s", "b"),
          "6.1",
          "Debian",
          "amd64",
          2,
          4L << 30,
          1L << 30,
          100L << 30,
          50L << 30,
          99,
          32768);

  private final NodePlan plan =
      new NodePlan(
          new NodeSpec(
              "n1",
              List.of("192.0.2.1"),
              10250,
              Map.of("zone", "a"),
              List.of(new Taint("NoExecute", "dedicated", null, "x")),
              110,
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofMinutes(5)));

  private static NodePlan.Facts facts(String problem, NodePressure pressure) {
    return new NodePlan.Facts(
        HOST,
        new RuntimeHealth(true, problem.isEmpty() ? List.of() : List.of(problem)),
        pressure,
        "containerd://1.6.20",
        List.of());
  }

  private static final NodePressure CALM = new NodePressure(false, false, false);

  private static NodeCondition condition(NodeStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNewNodeIsLabelledAndTainted() {
    var node = plan.registration(facts("", CALM), NOW);
    assertThat(node.getMetadata().getLabels())
        .containsEntry("kubernetes.io/hostname", "n1")
        .containsEntry("kubernetes.io/os", "linux")
        .containsEntry("kubernetes.io/arch", "amd64")
        .containsEntry("zone", "a");
    assertThat(node.getSpec().getTaints())
        .extracting(Taint::getKey)
        .containsExactly("dedicated", "node.kubernetes.io/not-ready");
    var status = node.getStatus();
    assertThat(status.getAllocatable().get("memory").toString()).isEqualTo("4091904Ki");
    assertThat(status.getCapacity().get("pods").toString()).isEqualTo("110");
    assertThat(status.getDaemonEndpoints().getKubeletEndpoint().getPort()).isEqualTo(10250);
    assertThat(status.getNodeInfo().getContainerRuntimeVersion()).isEqualTo("containerd://1.6.20");
  }

  @Test
  void readyFollowsTheRuntimeAndKeepsItsTransition() {
    var before = plan.status(new NodeStatus(), facts("", CALM), NOW);
    assertThat(condition(before, "Ready").getReason()).isEqualTo("KubeletReady");
    var later = plan.status(before, facts("", CALM), NOW.plusSeconds(60));
    assertThat(condition(later, "Ready").getLastTransitionTime()).isEqualTo(NOW.toString());
    assertThat(condition(later, "Ready").getLastHeartbeatTime())
        .isEqualTo(NOW.plusSeconds(60).toString());
    var down = plan.status(later, facts("network not ready", CALM), NOW.plusSeconds(90));
    assertThat(condition(down, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(down, "Ready").getMessage()).isEqualTo("network not ready");
    assertThat(condition(down, "Ready").getLastTransitionTime())
        .isEqualTo(NOW.plusSeconds(90).toString());
  }

  @Test
  void heartbeatsAloneAreNoDifference() {
    var before = plan.status(new NodeStatus(), facts("", CALM), NOW);
    assertThat(NodePlan.differ(before, plan.status(before, facts("", CALM), NOW.plusSeconds(5))))
        .isFalse();
    var pressed = facts("", new NodePressure(false, true, false));
    var after = plan.status(before, pressed, NOW.plusSeconds(5));
    assertThat(NodePlan.differ(before, after)).isTrue();
    assertThat(condition(after, "DiskPressure").getReason()).isEqualTo("KubeletHasDiskPressure");
  }

  @Test
  void pressureBeginsAtTheHardEvictionThresholds() {
    assertThat(NodePressure.of(99L << 20, 11, 100, 1, 100))
        .isEqualTo(new NodePressure(true, false, false));
    assertThat(NodePressure.of(1L << 30, 9, 100, 95, 100))
        .isEqualTo(new NodePressure(false, true, true));
    assertThat(NodePressure.of(1L << 30, 0, 0, 0, 0)).isEqualTo(CALM);
  }
}
