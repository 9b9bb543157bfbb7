package dev.quarterdeck.model.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerationsTest {

  private static final Taint TAINT = taint("{key: a, value: '1', effect: NoExecute}");

  private static Taint taint(String yaml) {
    return Parsed.parse(Taint.class, yaml);
  }

  private static Toleration toleration(String yaml) {
    return Parsed.parse(Toleration.class, yaml);
  }

  private static List<Taint> taints(String... yaml) {
    return Stream.of(yaml).map(TolerationsTest::taint).toList();
  }

  private static List<Toleration> tolerations(String... yaml) {
    return Stream.of(yaml).map(TolerationsTest::toleration).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: a, operator: Equal, value: '1', effect: NoExecute}  | true",
        "{key: a, value: '1'}                                      | true",
        "{key: a, operator: '', value: '1', effect: ''}            | true",
        "{key: a, operator: Equal, value: '2', effect: NoExecute}  | false",
        "{key: a}                                                  | false",
        "{key: a, operator: Exists, effect: NoExecute}             | true",
        "{key: a, operator: Exists}                                | true",
        "{key: '', operator: Exists}                               | true",
        "{operator: Exists}                                        | true",
        "{operator: Exists, effect: NoSchedule}                    | false",
        "{value: '1'}                                              | true",
        "{key: b, operator: Exists, effect: NoExecute}             | false",
        "{key: a, operator: Exists, effect: NoSchedule}            | false",
        "{key: a, operator: Lt, value: '2'}                        | false",
        "{key: a, operator: Gt, value: '0'}                        | false",
      })
  void aTolerationMatchesByEffectKeyAndValue(String toleration, boolean matches) {
    assertThat(Tolerations.tolerates(toleration(toleration), TAINT)).isEqualTo(matches);
  }

  @Test
  void aTaintWithoutValueIsEqualToAnEmptyValue() {
    assertThat(Tolerations.tolerates(toleration("{key: a}"), taint("{key: a, effect: NoSchedule}")))
        .isTrue();
  }

  @Test
  void theFirstUntoleratedTaintThatMattersIsFound() {
    var taints =
        taints(
            "{key: soft, effect: PreferNoSchedule}",
            "{key: tolerated, effect: NoSchedule}",
            "{key: found, effect: NoExecute}",
            "{key: later, effect: NoSchedule}");
    var tolerations = tolerations("{key: tolerated, operator: Exists}");
    assertThat(Tolerations.firstUntolerated(taints, tolerations, Taints::preventsScheduling))
        .map(Taint::getKey)
        .contains("found");
    assertThat(Tolerations.firstUntolerated(taints, tolerations, Taints::discouragesScheduling))
        .map(Taint::getKey)
        .contains("soft");
    assertThat(
            Tolerations.firstUntolerated(
                taints, tolerations("{operator: Exists}"), Taints::preventsScheduling))
        .isEmpty();
  }

  @Test
  void theFirstTolerationThatMatchesIsFound() {
    var first = toleration("{key: a, operator: Exists, tolerationSeconds: 9}");
    var tolerations =
        List.of(toleration("{key: b, operator: Exists}"), first, toleration("{operator: Exists}"));
    assertThat(Tolerations.first(tolerations, TAINT)).contains(first);
    assertThat(Tolerations.first(tolerations.subList(0, 1), TAINT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{operator: Exists}                              |",
        "{operator: Exists, tolerationSeconds: 300}      | PT5M",
        "{operator: Exists, tolerationSeconds: 0}        | PT0S",
        "{operator: Exists, tolerationSeconds: -5}       | PT0S",
        "{operator: Exists, tolerationSeconds: 9223372036854775807} | PT10000000000S",
      })
  void secondsLimitHowLongATaintIsTolerated(String toleration, Duration period) {
    assertThat(Tolerations.period(toleration(toleration))).isEqualTo(Optional.ofNullable(period));
  }
}
