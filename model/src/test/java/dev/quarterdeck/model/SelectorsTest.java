package dev.quarterdeck.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {

  private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "1", "x/y", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web|true",
        "app==web|true",
        "app = web , tier=1|true",
        "app!=web|false",
        "app!=db|true",
        "missing!=db|true",
        "app|true",
        "!app|false",
        "!missing|true",
        "app in (web, db)|true",
        "app notin (web)|false",
        "missing notin (web)|true",
        "tier>0|true",
        "tier<1|false",
        "x/y=|true",
        "app in (web),tier=2|false",
      })
  void aLabelSelectorMatchesAsKubernetesDoes(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=b=c", "=b", "a in b", "a in (b", "a,,b", "a>x", "a b", ",", "a=$", "-a"})
  void aMalformedLabelSelectorIsABadRequest(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOfSatisfying(
            ApiFault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.BAD_REQUEST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=a|true",
        "metadata.name==a|true",
        "metadata.name!=a|false",
        "status.phase=|true",
        "metadata.name=a,status.phase!=Running|true",
        "odd=x\\,y|true",
      })
  void aFieldSelectorMatchesAsKubernetesDoes(String selector, boolean matches) {
    var values = Map.of("metadata.name", "a", "odd", "x,y");
    assertThat(FieldSelector.parse(selector).matches(values)).isEqualTo(matches);
  }
}
