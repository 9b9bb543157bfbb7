package dev.quarterdeck.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return Eviction.decide(pod, List.of(budgets));
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
    assertThat(decide(POD, BUDGET)).isEqualTo(new Eviction.Charge("b"));
    var charged = Eviction.charged(BUDGET, "a", Trees.NOW);
    assertThat(charged.at("/status/disruptionsAllowed").asInt()).isZero();
    assertThat(charged.at("/status/disruptedPods/a").asText()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(charged.at("/status/conditions/0"))
        .isEqualTo(
            Trees.node(
                "{type: DisruptionAllowed, status: 'False', reason: InsufficientPods, message: '',"
                    + " lastTransitionTime: '2026-01-01T12:00:00Z', observedGeneration: 1}"));
    var rich = Trees.with(BUDGET, "/status/disruptionsAllowed", "2");
    assertThat(Eviction.charged(rich, "a", Trees.NOW).at("/status/conditions").isMissingNode())
        .isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{observedGeneration: 0, disruptionsAllowed: 1} | 10 | is still being processed by the"
            + " server.",
        "{disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 2} | 0 | needs 2 healthy pods and"
            + " has 1 currently",
        "{disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2} | 0 | needs 2 healthy pods and"
            + " has 2 currently",
        "{disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 1} | 0 | does not allow evicting"
            + " pods currently",
        "{conditions: [{type: DisruptionAllowed, status: 'False', reason: SyncFailed, message: m}]} |"
            + " 0 | does not allow evicting pods currently because it failed sync: m",
        "{currentHealthy: 2, desiredHealthy: 1, conditions: [{type: DisruptionAllowed, status:"
            + " 'False', reason: Why, message: m}]} | 0 | does not allow evicting pods currently"
            + " (Why): m",
      })
  void aBudgetTellsWhyItRefuses(String status, int retryAfter, String why) {
    var budget = BUDGET.deepCopy();
    var given = Trees.node(status);
    var stored = budget.putObject("status").put("observedGeneration", 1);
    given.properties().forEach(entry -> stored.set(entry.getKey(), entry.getValue()));
    assertThatThrownBy(() -> Eviction.charged(budget, "a", Trees.NOW))
        .hasMessage("Cannot evict pod as it would violate the pod's disruption budget.")
        .isInstanceOfSatisfying(
            ApiFault.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
              var details = fault.toStatus().path("details");
              assertThat(details.path("retryAfterSeconds").asInt()).isEqualTo(retryAfter);
              assertThat(details.path("causes"))
                  .containsExactly(
                      Trees.node(
                          "{reason: DisruptionBudget, message: 'The disruption budget b %s'}"
                              .formatted(why)));
            });
  }

  @ParameterizedTest
  @CsvSource({"-1, pdb disruptions allowed is negative", "1, DisruptedPods map too big"})
  void aBudgetThatCannotBeRightIsForbidden(int allowed, String why) {
    var budget = Trees.with(BUDGET, "/status/disruptionsAllowed", Integer.toString(allowed));
    for (var i = 0; allowed > 0 && i <= Eviction.MAX_DISRUPTED_PODS; i++) {
      budget.withObject("/status/disruptedPods").put("p" + i, "2026-01-01T12:00:00Z");
    }
    assertThatThrownBy(() -> Eviction.charged(budget, "a", Trees.NOW))
        .hasMessageStartingWith("poddisruptionbudget.policy \"b\" is forbidden: " + why);
  }

  @Test
  void podsThatDoNotServeCostNothing() {
    assertThat(decide(Trees.with(POD, "/status/phase", "Failed"), BUDGET))
        .isEqualTo(new Eviction.Free());
    assertThat(decide(Trees.with(POD, "/metadata/deletionTimestamp", "x"), BUDGET))
        .isEqualTo(new Eviction.Free());
    assertThat(decide(Trees.with(POD, "/status/phase", "Pending"), BUDGET))
        .isEqualTo(new Eviction.FreeAsSeen(""));
    assertThat(decide(Trees.with(POD, "/status/conditions/0/status", "'False'"), BUDGET))
        .isEqualTo(new Eviction.FreeAsSeen("b"));
  }

  @Test
  void anUnreadyPodOfABudgetInNeedMustStayUnlessItAlwaysAllows() {
    var unready = Trees.with(POD, "/status/conditions/0/status", "'False'");
    var need = Trees.with(BUDGET, "/status/currentHealthy", "0");
    assertThat(decide(unready, need)).isEqualTo(new Eviction.Charge("b"));
    assertThat(decide(unready, Trees.with(need, "/spec/unhealthyPodEvictionPolicy", "AlwaysAllow")))
        .isEqualTo(new Eviction.FreeAsSeen("b"));
  }

  @Test
  void twoBudgetsCannotBothBeAsked() {
    assertThatThrownBy(() -> decide(POD, BUDGET, BUDGET))
        .hasMessageContaining("more than one PodDisruptionBudget");
  }
}
