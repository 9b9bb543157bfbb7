package dev.quarterdeck.customkinds.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionRulesTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Strategy strategy = DefinitionKinds.all().getFirst().strategy();

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode definition(String plural, String kind, String... shortNames) {
    var definition =
        (ObjectNode)
            json(
                """
                {"metadata":{"name":"%1$s.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced",
                  "names":{"plural":"%1$s","singular":"%3$s","kind":"%2$s","listKind":"%2$sList"},
                  "conversion":{"strategy":"None"},
                  "versions":[{"name":"v1","served":true,"storage":true,
                   "schema":{"openAPIV3Schema":{"type":"object"}}}]},
                 "status":{"storedVersions":["v1"],"conditions":[],
                  "acceptedNames":{"plural":"","kind":""}}}
                """
                    .formatted(plural, kind, kind.toLowerCase(java.util.Locale.ROOT)));
    var names = ((ObjectNode) definition.at("/spec/names")).putArray("shortNames");
    for (var name : shortNames) {
      names.add(name);
    }
    return definition;
  }

  private static void put(ObjectNode object, String change) {
    var equals = change.indexOf('=');
    var path = change.substring(0, equals);
    var slash = path.lastIndexOf('/');
    var parent = object.at(path.substring(0, slash));
    var value = json(change.substring(equals + 1));
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(path.substring(slash + 1)), value);
    } else {
      ((ObjectNode) parent).set(path.substring(slash + 1), value);
    }
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "definitions.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void namesWhatADefinitionGetsWrong(String change, String errors) {
    var definition = definition("widgets", "Widget");
    if (change != null) {
      put(definition, change);
    }
    assertThat(text(strategy.validate(definition))).isEqualTo(errors == null ? "" : errors);
  }

  private static String text(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).collect(Collectors.joining(";"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/spec/group=\"other.com\"   | false | spec.group",
        "/spec/names/plural=\"xs\"   | false | spec.names.plural",
        "/spec/scope=\"Cluster\"     | false | ''",
        "/spec/scope=\"Cluster\"     | true  | spec.scope",
        "/spec/names/kind=\"Gadget\" | true  | spec.names.kind"
      })
  void whatKeysAreMadeOfDoesNotChange(String change, boolean established, String field) {
    var old = definition("widgets", "Widget");
    if (established) {
      Conditions.set(old, new Conditions.Condition("Established", "True", "", ""), NOW.toString());
    }
    var changed = old.deepCopy();
    put(changed, change);
    var errors = strategy.validateUpdate(changed, old, new WriteContext("", "me", NOW));
    assertThat(errors.stream().map(FieldError::field).collect(Collectors.joining()))
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gadgets | Gadget | g | NoConflicts",
        "widgets | Gadget | g | PluralConflict",
        "widget  | Gadget | g | PluralConflict",
        "gadgets | Gadget | w | ShortNamesConflict",
        "gadgets | Widget | g | KindConflict"
      })
  void whoHasANameKeepsIt(String plural, String kind, String shortName, String reason) {
    var first =
        DefinitionStatus.decide(definition("widgets", "Widget", "w"), List.of(), NOW).orElseThrow();
    var second =
        DefinitionStatus.decide(
                definition(plural, kind, shortName),
                List.of(first.at("/status/acceptedNames")),
                NOW)
            .orElseThrow();
    assertThat(second.at("/status/conditions/0/reason").asText())
        .isIn(reason, "SingularConflict", "ListKindConflict");
    assertThat(Conditions.isTrue(second, "Established")).isEqualTo(reason.equals("NoConflicts"));
  }

  @Test
  void aSettledDefinitionIsLeftAlone() {
    var settled =
        DefinitionStatus.decide(definition("widgets", "Widget"), List.of(), NOW).orElseThrow();
    assertThat(DefinitionStatus.decide(settled, List.of(), NOW.plusSeconds(9))).isEmpty();
  }

  @Test
  void groupsOfKubernetesOwnNeedAnApproval() {
    var definition = definition("widgets", "Widget");
    put(definition, "/spec/group=\"widgets.k8s.io\"");
    put(definition, "/metadata/name=\"widgets.widgets.k8s.io\"");
    assertThat(text(strategy.validate(definition)))
        .startsWith("metadata.annotations[api-approved.kubernetes.io]: Required value");
    put(
        definition,
        "/metadata/annotations={\"api-approved.kubernetes.io\":\"unapproved, a test\"}");
    assertThat(strategy.validate(definition)).isEmpty();
    var decided = DefinitionStatus.decide(definition, List.of(), NOW).orElseThrow();
    assertThat(Conditions.isTrue(decided, "KubernetesAPIApprovalPolicyConformant")).isFalse();
  }
}
