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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaintEvictionPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Taint taint(String key, String effect) {
    return new TaintBuilder().withKey(key).withEffect(effect).build();
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
    return TaintEvictionPlan.next(pod(tolerations), taints, Map.of(), NOW);
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
    assertThat(next(List.of(taint("a", "NoExecute")))).isEqualTo(new Decision.Evict());
    assertThat(
            next(List.of(taint("a", "NoExecute"), taint("b", "NoExecute")), toleration("a", null)))
        .isEqualTo(new Decision.Evict());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void goesAtOnceWhenATaintIsToleratedForNoTime(long seconds) {
    assertThat(next(List.of(taint("a", "NoExecute")), toleration("a", seconds)))
        .isEqualTo(new Decision.Evict());
  }

  @Test
  void toleratesForEverWithoutALimit() {
    assertThat(next(List.of(taint("a", "NoExecute")), toleration("a", null)))
        .isEqualTo(new Decision.Stay());
  }

  @Test
  void theFirstTolerationThatMatchesCounts() {
    assertThat(next(List.of(taint("a", "NoExecute")), toleration("a", null), toleration("a", 60L)))
        .isEqualTo(new Decision.Stay());
    assertThat(next(List.of(taint("a", "NoExecute")), toleration("a", 60L), toleration("a", null)))
        .isInstanceOf(Decision.EvictLater.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"})
  void theSecondsRunFromWhenTheTaintWasSeenWhateverItSaysItself(String timeAdded) {
    var taint =
        new TaintBuilder(taint("a", "NoExecute"))
            .withTimeAdded(timeAdded.isEmpty() ? null : timeAdded)
            .build();
    var pod = pod(toleration("a", 60L));
    var end = NOW.plusSeconds(60);
    var seen = later(TaintEvictionPlan.next(pod, List.of(taint), Map.of(), NOW), end);
    for (var second : List.of(10, 59)) {
      var now = NOW.plusSeconds(second);
      seen = later(TaintEvictionPlan.next(pod, List.of(taint), seen, now), end);
    }
    assertThat(TaintEvictionPlan.next(pod, List.of(taint), seen, end))
        .isEqualTo(new Decision.Evict());
  }

  @Test
  void eachTaintHasItsOwnTime() {
    var pod = pod(toleration("a", 300L), toleration("b", 60L), toleration("unused", 1L));
    var a = taint("a", "NoExecute");
    var b = taint("b", "NoExecute");
    var seen = later(TaintEvictionPlan.next(pod, List.of(a), Map.of(), NOW), NOW.plusSeconds(300));
    var later = NOW.plusSeconds(200);
    seen = later(TaintEvictionPlan.next(pod, List.of(a, b), seen, later), later.plusSeconds(60));
    seen = later(TaintEvictionPlan.next(pod, List.of(a), seen, later), NOW.plusSeconds(300));
    // A taint that went and came again counts from then.
    later(TaintEvictionPlan.next(pod, List.of(b), seen, later), later.plusSeconds(60));
  }

  private static Map<Taint, Instant> later(Decision decision, Instant at) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.EvictLater.class, later -> assertThat(later.at()).isEqualTo(at));
    return ((Decision.EvictLater) decision).seen();
  }
}
