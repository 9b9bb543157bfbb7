package dev.quarterdeck.machinery.structural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What a schema does to objects and asks of them, table by table. */
class StructuralRulesTest {

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StructuralSchema schema(String text) {
    return StructuralSchema.parse(json(text));
  }

  private static String text(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).collect(Collectors.joining(";"));
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "values.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void checksValues(String schema, String value, String errors) {
    assertThat(text(ValueCheck.check(json(value), null, schema(schema), "x")))
        .isEqualTo(errors == null ? "" : errors);
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "values.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void toleratesWhatHasNotChanged(String schema, String value, String ignored) {
    assertThat(ValueCheck.check(json(value), json(value), schema(schema), "x")).isEmpty();
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "formats.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void knowsFormats(String format, String yes, String no) {
    assertThat(Formats.known(format)).isTrue();
    assertThat(Formats.accepts(format, yes)).as(yes).isTrue();
    assertThat(Formats.accepts(format, no)).as(no).isFalse();
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "pruning.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void prunes(String schema, String object, String pruned, String unknown) {
    var tree = (ObjectNode) json(object);
    var places = Pruning.prune(tree, schema(schema));
    assertThat(tree).isEqualTo(json(pruned));
    assertThat(String.join(",", places)).isEqualTo(unknown == null ? "" : unknown);
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "defaulting.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void defaults(String schema, String object, String defaulted) {
    var tree = json(object);
    Defaulting.apply(tree, schema(schema));
    assertThat(tree).isEqualTo(json(defaulted));
    Defaulting.apply(tree, schema(schema));
    assertThat(tree).as("a second time").isEqualTo(json(defaulted));
  }

  private static final String LARGE_DEFAULT =
      """
      {"type":"object","properties":{"items":{"type":"array","items":{"type":"object",
       "properties":{"text":{"type":"string","default":"%s"},
                     "n":{"type":"integer","default":1}}}}}}
      """
          .formatted("x".repeat(100_000));

  @Test
  void defaultsThatMultiplyAreRefusedByTheFieldsName() {
    var object = (ObjectNode) json("{\"items\":[%s{}]}".formatted("{},".repeat(20_000)));
    var before = object.deepCopy();
    assertThatThrownBy(() -> Defaulting.apply(object, schema(LARGE_DEFAULT)))
        .isInstanceOfSatisfying(
            ApiFault.class,
            fault -> assertThat(fault.reason()).isEqualTo(Reason.REQUEST_ENTITY_TOO_LARGE))
        .hasMessageContaining("items[83].text");
    assertThat(object).as("without any default").isEqualTo(before);
  }

  @Test
  void objectsOfOneRequestShareWhatDefaultsMayAdd() {
    var schema = schema(LARGE_DEFAULT);
    var budget = DefaultBudget.ofMany(0); // The least: room for one object.
    var first = json("{\"items\":[%s{}]}".formatted("{},".repeat(59)));
    assertThat(Defaulting.apply(first, schema, budget)).isEmpty();
    var second = json("{\"items\":[%s{}]}".formatted("{},".repeat(59)));
    assertThat(Defaulting.apply(second, schema, budget)).hasValue("items[23].text");
    assertThat(second.at("/items/0").isEmpty()).isTrue();
  }

  @Test
  void aKeyedItemIsComparedWithWhatItWas() {
    var list =
        schema(
            """
            {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
             "items":{"type":"object","properties":{"k":{"type":"string"},
               "n":{"type":"integer","maximum":5}}}}
            """);
    var old = json("[{\"k\":\"a\",\"n\":9},{\"k\":\"b\",\"n\":1}]");
    var now = json("[{\"k\":\"b\",\"n\":8},{\"k\":\"a\",\"n\":9}]");
    assertThat(text(ValueCheck.check(now, old, list, "x")))
        .isEqualTo("x[0].n: Invalid value: 8: x[0].n in body should be less than or equal to 5");
  }

  @Test
  void setsAndMapsHoldNothingTwice() {
    var schema =
        schema(
            """
            {"properties":{
              "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"number"}},
              "map":{"type":"array","x-kubernetes-list-type":"map",
                "x-kubernetes-list-map-keys":["p","q"],
                "items":{"properties":{"p":{"type":"integer"},
                  "q":{"type":"string","default":"T"}}}}}}
            """);
    var object = json("{\"set\":[1,2,1.0],\"map\":[{\"p\":1},{\"p\":1,\"q\":\"T\"},{\"p\":2}]}");
    assertThat(text(ListTypeCheck.check(object, schema)))
        .isEqualTo("set[2]: Duplicate value: 1.0;map[1]: Duplicate value: {\"p\":1,\"q\":\"T\"}");
  }

  @Test
  void embeddedObjectsSayWhatTheyAre() {
    var schema =
        schema(
            """
            {"properties":{"t":{"type":"object","x-kubernetes-embedded-resource":true,
              "x-kubernetes-preserve-unknown-fields":true}}}
            """);
    assertThat(
            text(
                EmbeddedRules.check(
                    (ObjectNode)
                        json("{\"t\":{\"kind\":\"\",\"metadata\":{\"labels\":{\"a b\":\"\"}}}}"),
                    schema)))
        .contains(
            "t.apiVersion: Required value: must not be empty",
            "t.kind: Invalid value: \"\": must not be empty",
            "t.metadata.labels: Invalid value: \"a b\"");
  }
}
