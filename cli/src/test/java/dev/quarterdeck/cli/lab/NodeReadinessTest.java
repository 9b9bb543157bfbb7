package dev.quarterdeck.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeReadinessTest {

  private static final Instant AGENT_BEGAN = Instant.parse("2026-01-01T10:00:00.700Z");
  private static final Instant UP_BEGAN = Instant.parse("2026-01-01T10:00:05Z");

  private static Optional<Node> node(String ready, String heartbeat) {
    return Optional.of(
        new NodeBuilder()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready)
            .withMessage("the words of the condition")
            .withLastHeartbeatTime(heartbeat)
            .endCondition()
            .endStatus()
            .build());
  }

  private static Optional<Lease> renewed(Instant time) {
    return Optional.of(
        new LeaseBuilder()
            .withNewSpec()
            .withRenewTime(time.atZone(ZoneOffset.UTC))
            .endSpec()
            .build());
  }

  private static Optional<String> trouble(
      Optional<Node> node, Optional<Lease> lease, Optional<Instant> agentSince) {
    return NodeReadiness.of("node-1", node, lease, agentSince, UP_BEGAN).trouble();
  }

  @Test
  void aNodeIsReadyWhoseAgentRenewsItsLeaseAndHasWrittenItsStatusSinceItBegan() {
    assertThat(
            trouble(
                node("True", "2026-01-01T10:00:00Z"),
                renewed(UP_BEGAN.plusSeconds(1)),
                Optional.of(AGENT_BEGAN)))
        .isEmpty();
  }

  @Test
  void theConditionOfAHostThatWasKilledDoesNotCount() {
    var stale = node("True", "2026-01-01T09:59:59Z");
    var lease = renewed(UP_BEGAN.minusSeconds(3));
    assertThat(trouble(stale, lease, Optional.empty())).hasValue("its agent does not run");
    assertThat(trouble(stale, lease, Optional.of(AGENT_BEGAN)))
        .hasValue("it has written no status since its agent began");
  }

  @Test
  void anAgentThatDoesNotReachTheServerIsNotReady() {
    var before = node("True", "2026-01-01T10:00:01Z");
    assertThat(trouble(before, renewed(UP_BEGAN.minusSeconds(1)), Optional.of(AGENT_BEGAN)))
        .hasValue("it does not renew its lease");
    assertThat(trouble(before, Optional.empty(), Optional.of(AGENT_BEGAN)))
        .hasValue("it does not renew its lease");
  }

  @Test
  void aNodeThatIsNotReadyTellsWhy() {
    var lease = renewed(UP_BEGAN.plusSeconds(1));
    var since = Optional.of(AGENT_BEGAN);
    assertThat(trouble(Optional.empty(), lease, since)).hasValue("it has not registered");
    assertThat(trouble(node("False", "2026-01-01T10:00:01Z"), lease, since))
        .hasValue("the words of the condition");
    assertThat(
            trouble(
                Optional.of(new NodeBuilder().withNewStatus().endStatus().build()), lease, since))
        .hasValue("it has no status yet");
  }
}
