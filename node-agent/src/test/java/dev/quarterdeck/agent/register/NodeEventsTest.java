package dev.quarterdeck.agent.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.register.NodeEvents.NodeEvent;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeEventsTest {

  private static NodeStatus status(String type, String status) {
    var builder = new NodeStatusBuilder();
    return status == null
        ? builder.build()
        : builder.addNewCondition().withType(type).withStatus(status).endCondition().build();
  }

  @ParameterizedTest
  @CsvSource({
    "Ready, , False, ",
    "Ready, , True, NodeReady",
    "Ready, False, True, NodeReady",
    "Ready, Unknown, True, NodeReady",
    "Ready, True, True, ",
    "Ready, True, False, NodeNotReady",
    "MemoryPressure, , False, NodeHasSufficientMemory",
    "MemoryPressure, False, True, NodeHasInsufficientMemory",
    "MemoryPressure, True, False, NodeHasSufficientMemory",
    "DiskPressure, , False, NodeHasNoDiskPressure",
    "DiskPressure, False, True, NodeHasDiskPressure",
    "PIDPressure, , False, NodeHasSufficientPID",
    "PIDPressure, False, True, NodeHasInsufficientPID",
    "NetworkUnavailable, False, True, ",
  })
  void aConditionThatTurnsIsAnEvent(String type, String before, String after, String reason) {
    var events = NodeEvents.between("n1", status(type, before), status(type, after));
    if (reason == null) {
      assertThat(events).isEmpty();
    } else {
      assertThat(events).containsExactly(turned(reason));
    }
  }

  @Test
  void anAgentThatStartsTellsOfItselfAndOfPressure() {
    var status =
        new NodeStatusBuilder()
            .addNewCondition()
            .withType("MemoryPressure")
            .withStatus("False")
            .endCondition()
            .addNewCondition()
            .withType("DiskPressure")
            .withStatus("True")
            .endCondition()
            .addNewCondition()
            .withType("PIDPressure")
            .withStatus("False")
            .endCondition()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .build();
    assertThat(NodeEvents.atStart("n1", status))
        .containsExactly(
            new NodeEvent(false, "Starting", "Starting kubelet."),
            turned("NodeHasSufficientMemory"),
            turned("NodeHasDiskPressure"),
            turned("NodeHasSufficientPID"));
  }

  private static NodeEvent turned(String reason) {
    return new NodeEvent(false, reason, "Node n1 status is now: " + reason);
  }

  @Test
  void anotherBootIdIsAReboot() {
    var before = new NodeStatusBuilder().withNewNodeInfo().withBootID("a").endNodeInfo().build();
    var after = new NodeStatusBuilder().withNewNodeInfo().withBootID("b").endNodeInfo().build();
    assertThat(NodeEvents.between("n1", before, after))
        .containsExactly(new NodeEvent(true, "Rebooted", "Node n1 has been rebooted, boot id: b"));
    assertThat(NodeEvents.between("n1", after, after)).isEmpty();
    assertThat(NodeEvents.between("n1", new NodeStatus(), after)).isEmpty();
  }
}
