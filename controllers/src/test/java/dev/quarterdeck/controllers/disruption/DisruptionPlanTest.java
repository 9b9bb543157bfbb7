package dev.quarterdeck.controllers.disruption;

import static dev.quarterdeck.controllers.disruption.TestBudgets.NOW;
import static dev.quarterdeck.controllers.disruption.TestBudgets.budget;
import static dev.quarterdeck.controllers.disruption.TestBudgets.pod;
import static dev.quarterdeck.controllers.disruption.TestBudgets.terminating;
import static dev.quarterdeck.controllers.disruption.TestBudgets.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisruptionPlanTest {

  private static List<Pod> pods(int ready, int unready) {
    return Stream.concat(
            IntStream.range(0, ready).mapToObj(i -> pod("r" + i, true)),
            IntStream.range(0, unready).mapToObj(i -> pod("u" + i, false)))
        .toList();
  }

  private static PodDisruptionBudgetStatus status(
      PodDisruptionBudget budget, List<Pod> pods, int scale) {
    return DisruptionPlan.decide(budget, pods, scale, NOW).status();
  }

  @ParameterizedTest(name = "min {0} max {1}: {2} ready, {3} not, of {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "2, -, 3, 0, 0, 3, 2, 1",
        "2, -, 2, 1, 0, 3, 2, 0",
        "2, -, 1, 0, 0, 1, 2, 0",
        "0, -, 3, 0, 0, 3, 0, 3",
        "50%, -, 3, 0, 5, 5, 3, 0",
        "50%, -, 5, 0, 5, 5, 3, 2",
        "100%, -, 5, 0, 5, 5, 5, 0",
        "-, 1, 3, 0, 3, 3, 2, 1",
        "-, 1, 2, 1, 3, 3, 2, 0",
        "-, 1, 2, 0, 3, 3, 2, 0",
        "-, 30%, 10, 0, 10, 10, 7, 3",
        "-, 34%, 3, 0, 3, 3, 1, 2",
        "-, 5, 3, 0, 3, 3, 0, 3",
        "0, -, 0, 0, 0, 0, 0, 0",
        "-, -, 3, 0, 0, 0, 0, 0",
      })
  void countsWhatMayGo(
      String least,
      String most,
      int ready,
      int unready,
      int scale,
      int expected,
      int desired,
      int allowed) {
    var status = status(budget(least, most), pods(ready, unready), scale);
    assertThat(status.getExpectedPods()).isEqualTo(expected);
    assertThat(status.getDesiredHealthy()).isEqualTo(desired);
    assertThat(status.getCurrentHealthy()).isEqualTo(ready);
    assertThat(status.getDisruptionsAllowed()).isEqualTo(allowed);
    assertThat(status.getObservedGeneration()).isEqualTo(3);
    var condition = status.getConditions().getFirst();
    assertThat(condition.getType()).isEqualTo("DisruptionAllowed");
    assertThat(condition.getStatus()).isEqualTo(allowed > 0 ? "True" : "False");
    assertThat(condition.getReason())
        .isEqualTo(allowed > 0 ? "SufficientPods" : "InsufficientPods");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"2, -, false", "50%, -, true", "-, 1, true", "-, -, false"})
  void onlyAShareOfThePodsDependsOnTheirControllers(String least, String most, boolean asks) {
    assertThat(DisruptionPlan.asksForScale(budget(least, most))).isEqualTo(asks);
  }

  @Test
  void aConditionKeepsItsTimeWhileItHolds() {
    var first = status(budget("2", null), pods(3, 0), 0);
    var later = NOW.plusSeconds(60);
    var again =
        DisruptionPlan.decide(with(budget("2", null), first), pods(3, 0), 0, later).status();
    assertThat(again).isEqualTo(first);
    var fewer =
        DisruptionPlan.decide(with(budget("2", null), first), pods(2, 0), 0, later).status();
    assertThat(fewer.getConditions().getFirst().getLastTransitionTime())
        .isEqualTo(later.toString());
  }

  private static PodDisruptionBudget evicting(String... pods) {
    var since = NOW.minusSeconds(30).toString();
    var noted = new PodDisruptionBudgetStatusBuilder();
    Stream.of(pods).forEach(pod -> noted.addToDisruptedPods(pod, since));
    return with(budget("1", null), noted.build());
  }

  @Test
  void aPodThatWasLetGoCountsNoMore() {
    var decision = DisruptionPlan.decide(evicting("r0"), pods(3, 0), 0, NOW);
    assertThat(decision.status().getCurrentHealthy()).isEqualTo(2);
    assertThat(decision.status().getDisruptedPods()).containsOnlyKeys("r0");
    assertThat(decision.again()).contains(Duration.ofSeconds(91));
    assertThat(decision.notDeleted()).isEmpty();
  }

  @Test
  void aPodThatGoesOrIsGoneIsForgotten() {
    var pods = List.of(terminating(pod("r0", true)), pod("r1", true));
    var decision = DisruptionPlan.decide(evicting("r0", "gone"), pods, 0, NOW);
    assertThat(decision.status().getDisruptedPods()).isEmpty();
    assertThat(decision.status().getCurrentHealthy()).isEqualTo(1);
    assertThat(decision.again()).isEmpty();
  }

  @Test
  void aPodThatStaysCountsAgain() {
    var late = NOW.plusSeconds(91);
    var decision = DisruptionPlan.decide(evicting("r0"), pods(1, 0), 0, late);
    assertThat(decision.status().getDisruptedPods()).isEmpty();
    assertThat(decision.status().getCurrentHealthy()).isEqualTo(1);
    assertThat(decision.notDeleted()).extracting(p -> p.getMetadata().getName()).contains("r0");
  }

  @Test
  void aFailureClosesTheBudget() {
    var open = status(budget("1", null), pods(3, 0), 0);
    var failed = BudgetStatus.failed(with(budget("1", null), open), "no such thing", NOW);
    assertThat(failed.getDisruptionsAllowed()).isZero();
    assertThat(failed.getCurrentHealthy()).isEqualTo(3);
    var condition = failed.getConditions().getFirst();
    assertThat(List.of(condition.getStatus(), condition.getReason(), condition.getMessage()))
        .containsExactly("False", "SyncFailed", "no such thing");
    assertThat(BudgetStatus.failed(budget("1", null), "x", NOW).getExpectedPods()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "True, EvictionByEvictionAPI, Running, 100, 20",
    "True, EvictionByEvictionAPI, Running, 130, -10",
    "True, PreemptionByScheduler, Pending, 0, 120",
    "True, TerminationByKubelet, Running, 130, ",
    "False, EvictionByEvictionAPI, Running, 130, ",
    "True, DeletionByPodGC, Failed, 130, ",
  })
  void whatWasToGoAndStaysIsNoTargetAnyMore(
      String status, String reason, String phase, int age, Integer left) {
    var pod =
        new PodBuilder(pod("a", true))
            .editStatus()
            .withPhase(phase)
            .addNewCondition()
            .withType("DisruptionTarget")
            .withStatus(status)
            .withReason(reason)
            .withLastTransitionTime(NOW.minusSeconds(age).toString())
            .endCondition()
            .endStatus()
            .build();
    assertThat(StaleDisruption.timeLeft(pod, NOW).map(Duration::toSeconds).orElse(null))
        .isEqualTo(left == null ? null : Long.valueOf(left));
    assertThat(StaleDisruption.timeLeft(terminating(pod), NOW)).isEmpty();
  }

  @Test
  void noPodsNoDisruptedOnes() {
    assertThat(status(budget("1", null), List.of(), 0).getDisruptedPods()).isEqualTo(Map.of());
  }
}
