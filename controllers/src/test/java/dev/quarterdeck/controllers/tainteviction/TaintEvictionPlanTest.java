package dev.quarterdeck.controllers.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.Pods;
import dev.quarterdeck.controllers.tainteviction.TaintEvictionPlan.Decision;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaintEvictionPlanTest {

  private static final Instant ADDED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = ADDED.plusSeconds(10);

  private static Taint taint(String key, String effect) {
    return new TaintBuilder()
        .withKey(key)
        .withEffect(effect)
        .withTimeAdded(ADDED.toString())
        .build();
  }

  private static Toleration toleration(String key, Long seconds) {
    return new TolerationBuilder()
        .withKey(key)
        .withOperator("Exists")
        .withEffect("NoExecute")
        .withTolerationSeconds(seconds)
        .build();
  }

  private static Decision next(List<Taint> taints, Toleration... tolerations) {
    return TaintEvictionPlan.next(pod(tolerations), taints, NOW);
  }

  private static Pod pod(Toleration... tolerations) {
    return Pods.pod("p").editSpec().withTolerations(tolerations).endSpec().build();
  }

  @Test
  void staysWithoutTaintsThatEvict() {
    assertThat(next(List.of())).isEqualTo(new Decision.Stay());
    assertThat(next(List.of(taint("a", "NoSchedule")))).isEqualTo(new Decision.Stay());
  }

  @Test
  void goesAtOnceWhenATaintIsNotTolerated() {
    assertThat(next(List.of(taint("a", "NoExecute")))).isEqualTo(new Decision.EvictAt(NOW));
    assertThat(
            next(List.of(taint("a", "NoExecute"), taint("b", "NoExecute")), toleration("a", null)))
        .isEqualTo(new Decision.EvictAt(NOW));
  }

  @Test
  void toleratesForEverWithoutALimit() {
    assertThat(next(List.of(taint("a", "NoExecute")), toleration("a", null)))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void theShortestLimitInUseCountsFromWhenTheTaintCame() {
    assertThat(
            next(
                List.of(taint("a", "NoExecute"), taint("b", "NoExecute")),
                toleration("a", 300L),
                toleration("b", 60L),
                toleration("unused", 1L)))
        .isEqualTo(new Decision.EvictAt(ADDED.plusSeconds(60)));
  }

  @Test
  void aPodThatCameLaterHasItsWholeTime() {
    var late =
        Pods.pod("p")
            .editSpec()
            .withTolerations(toleration("a", 60L))
            .endSpec()
            .editStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("True")
            .withLastTransitionTime(ADDED.plusSeconds(5).toString())
            .endCondition()
            .endStatus()
            .build();
    assertThat(TaintEvictionPlan.next(late, List.of(taint("a", "NoExecute")), NOW))
        .isEqualTo(new Decision.EvictAt(ADDED.plusSeconds(65)));
  }

  @ParameterizedTest
  @CsvSource({
    // key, operator, value, effect, tolerates a=1:NoExecute
    "a, Equal, 1, NoExecute, true",
    "a, '', 1, '', true",
    "a, Equal, 2, NoExecute, false",
    "a, Exists, '', NoExecute, true",
    "'', Exists, '', '', true",
    "b, Exists, '', NoExecute, false",
    "a, Exists, '', NoSchedule, false"
  })
  void matchesAsKubernetesDoes(
      String key, String operator, String value, String effect, boolean tolerates) {
    var toleration =
        new TolerationBuilder()
            .withKey(key)
            .withOperator(operator)
            .withValue(value)
            .withEffect(effect)
            .build();
    var taint = new TaintBuilder(taint("a", "NoExecute")).withValue("1").build();
    assertThat(TaintEvictionPlan.tolerates(toleration, taint)).isEqualTo(tolerates);
  }
}
