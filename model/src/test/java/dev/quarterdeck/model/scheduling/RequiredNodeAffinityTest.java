package dev.quarterdeck.model.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredNodeAffinityTest {

  private static final Map<String, String> LABELS = Map.of("zone", "a", "cores", "8");

  private static RequiredNodeAffinity affinity(String terms) {
    return RequiredNodeAffinity.of(
        Parsed.spec(
            "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [%s]}}}}".formatted(terms)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matchExpressions: [{key: zone, operator: In, values: [b, a]}]             | true",
        "matchExpressions: [{key: zone, operator: In, values: [b]}]                | false",
        "matchExpressions: [{key: zone, operator: In}]                             | false",
        "matchExpressions: [{key: zone, operator: NotIn, values: [a]}]             | false",
        "matchExpressions: [{key: none, operator: NotIn, values: [a]}]             | true",
        "matchExpressions: [{key: zone, operator: Exists}]                         | true",
        "matchExpressions: [{key: zone, operator: Exists, values: [a]}]            | false",
        "matchExpressions: [{key: none, operator: Exists}]                         | false",
        "matchExpressions: [{key: none, operator: DoesNotExist}]                   | true",
        "matchExpressions: [{key: zone, operator: DoesNotExist}]                   | false",
        "matchExpressions: [{key: cores, operator: Gt, values: ['7']}]             | true",
        "matchExpressions: [{key: cores, operator: Gt, values: ['8']}]             | false",
        "matchExpressions: [{key: cores, operator: Lt, values: ['9']}]             | true",
        "matchExpressions: [{key: cores, operator: Lt, values: ['8']}]             | false",
        "matchExpressions: [{key: zone, operator: Lt, values: ['9']}]              | false",
        "matchExpressions: [{key: none, operator: Lt, values: ['9']}]              | false",
        "matchExpressions: [{key: cores, operator: Gt, values: [many]}]            | false",
        "matchExpressions: [{key: cores, operator: Gt, values: ['1', '2']}]        | false",
        "matchExpressions: [{key: zone, operator: Matches, values: [a]}]           | false",
        "matchExpressions: [{key: zone, operator: Exists}, {key: cores, operator: DoesNotExist}] | false",
        "matchFields: [{key: metadata.name, operator: In, values: [n]}]            | true",
        "matchFields: [{key: metadata.name, operator: In, values: [other]}]        | false",
        "matchFields: [{key: metadata.name, operator: NotIn, values: [other]}]     | true",
        "matchFields: [{key: metadata.name, operator: NotIn, values: [n]}]         | false",
        "matchFields: [{key: metadata.name, operator: In, values: [n, m]}]         | false",
        "matchFields: [{key: metadata.name, operator: Exists}]                     | false",
        "matchExpressions: []                                                      | false",
      })
  void aTermMatchesWhenAllItsRequirementsHold(String term, boolean matches) {
    var read = NodeTerm.of(Parsed.parse(NodeSelectorTerm.class, "{%s}".formatted(term)));
    assertThat(read.matches("n", LABELS)).isEqualTo(matches);
  }

  @Test
  void oneMatchingTermIsEnoughAndMalformedOnesAreLeftAside() {
    var terms =
        """
        {matchExpressions: [{key: zone, operator: Matches, values: [a]}]},
        {matchExpressions: [{key: zone, operator: In, values: [a]}]}
        """;
    assertThat(affinity(terms).matches("n", LABELS)).isTrue();
    assertThat(affinity(terms).matches("n", Map.of())).isFalse();
    assertThat(affinity("").matches("n", LABELS)).isFalse();
  }

  @Test
  void selectorAndTermsMustBothMatch() {
    var both =
        RequiredNodeAffinity.of(
            Parsed.spec(
                "{nodeSelector: {zone: a}, affinity: {nodeAffinity:"
                    + " {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                    + " [{matchExpressions: [{key: cores, operator: Exists}]}]}}}}"));
    assertThat(both.matches("n", LABELS)).isTrue();
    assertThat(both.matches("n", Map.of("zone", "a"))).isFalse();
    assertThat(both.matches("n", Map.of("zone", "b", "cores", "8"))).isFalse();
  }

  @Test
  void aPodWithoutRulesMayRunEverywhere() {
    var none = RequiredNodeAffinity.of(Parsed.spec("{nodeSelector: {}}"));
    assertThat(none.allowsEveryNode()).isTrue();
    assertThat(none.matches("n", Map.of())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{matchFields: [{key: metadata.name, operator: In, values: [n]}]} | n",
        "{matchFields: [{key: metadata.name, operator: In, values: [n]}]}, {matchFields: [{key: metadata.name, operator: In, values: [m]}]} | m n",
        "{matchFields: [{key: metadata.name, operator: In, values: [n]}, {key: metadata.name, operator: In, values: [m]}]} | ''",
        "{matchFields: [{key: metadata.name, operator: In, values: [n]}]}, {matchExpressions: [{key: zone, operator: Exists}]} | any",
        "{matchFields: [{key: metadata.name, operator: NotIn, values: [n]}]} | any",
        "'' | any",
      })
  void tellsWhichNamesItAllows(String terms, String names) {
    assertThat(affinity(terms).allowedNames())
        .isEqualTo(
            switch (names) {
              case "any" -> Optional.empty();
              case "" -> Optional.of(Set.of());
              default -> Optional.of(Set.of(names.split(" ")));
            });
  }

  @Test
  void preferencesKeepTheirWeights() {
    var read =
        PreferredNodeTerm.of(
            Parsed.spec(
                "{affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution:"
                    + " [{weight: 30, preference: {matchExpressions: [{key: zone, operator:"
                    + " Exists}]}}]}}}"));
    assertThat(read).extracting(PreferredNodeTerm::weight).containsExactly(30);
    assertThat(read.getFirst().term().matches("n", LABELS)).isTrue();
    assertThat(PreferredNodeTerm.of(Parsed.spec("{}"))).isEqualTo(List.of());
  }
}
