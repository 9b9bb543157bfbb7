package dev.quarterdeck.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionTest {

  private static final ObjectNode POD =
      Trees.yaml(
          """
          metadata: {name: a}
          status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
          """);
  private static final ObjectNode BUDGET =
      Trees.yaml(
          """
          metadata: {name: b, generation: 1}
          spec: {minAvailable: 1}
          status: {observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1}
          """);

  private static Eviction decide(ObjectNode pod, ObjectNode... budgets) {
    return Eviction.decide(pod, List.of(budgets), Trees.NOW);
  }

  @Test
  void withoutABudgetAPodMayGo() {
    assertThat(decide(POD)).isEqualTo(new Eviction.Free());
  }

  @Test
  void aPodIsToldFromOnesThatFailedByThemselves() {
    var marked = Eviction.marked(POD, Trees.NOW);
    assertThat(marked.at("/status/conditions/1"))
        .isEqualTo(
            Trees.node(
                "{type: DisruptionTarget, status: 'True', reason: EvictionByEvictionAPI, message:"
                    + " 'Eviction API: evicting', lastTransitionTime: '2026-01-01T12:00:00Z'}"));
    var again = Eviction.marked(marked, Trees.NOW.plusSeconds(9));
    assertThat(again).as("its time stays").isEqualTo(marked);
  }

  @Test
  void aBudgetIsCharged() {
    var charged = (Eviction.Charged) decide(POD, BUDGET);
    assertThat(charged.budget().at("/status/disruptionsAllowed").asInt()).isZero();
    assertThat(charged.budget().at("/status/disruptedPods/a").asText())
        .isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void anExhaustedOrUnseenBudgetRefuses() {
    for (var budget :
        List.of(
            Trees.with(BUDGET, "/status/disruptionsAllowed", "0"),
            Trees.with(BUDGET, "/metadata/generation", "2"))) {
      assertThatThrownBy(() -> decide(POD, budget))
          .isInstanceOfSatisfying(
              ApiFault.class,
              fault -> assertThat(fault.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS))
          .hasMessage("Cannot evict pod as it would violate the pod's disruption budget.");
    }
  }

  @Test
  void podsThatDoNotServeCostNothing() {
    var exhausted = Trees.with(BUDGET, "/status/disruptionsAllowed", "0");
    assertThat(decide(Trees.with(POD, "/status/phase", "Pending"), exhausted))
        .isEqualTo(new Eviction.Free());
    assertThat(decide(Trees.with(POD, "/metadata/deletionTimestamp", "x"), exhausted))
        .isEqualTo(new Eviction.Free());
    assertThat(decide(Trees.with(POD, "/status/conditions/0/status", "'False'"), exhausted))
        .isEqualTo(new Eviction.Free());
  }

  @Test
  void anUnreadyPodOfABudgetInNeedMustStayUnlessItAlwaysAllows() {
    var unready = Trees.with(POD, "/status/conditions/0/status", "'False'");
    var need =
        Trees.with(
            Trees.with(BUDGET, "/status/disruptionsAllowed", "0"), "/status/currentHealthy", "0");
    assertThatThrownBy(() -> decide(unready, need)).isInstanceOf(ApiFault.class);
    assertThat(decide(unready, Trees.with(need, "/spec/unhealthyPodEvictionPolicy", "AlwaysAllow")))
        .isEqualTo(new Eviction.Free());
  }

  @Test
  void twoBudgetsCannotBothBeAsked() {
    assertThatThrownBy(() -> decide(POD, BUDGET, BUDGET))
        .hasMessageContaining("more than one PodDisruptionBudget");
  }
}
