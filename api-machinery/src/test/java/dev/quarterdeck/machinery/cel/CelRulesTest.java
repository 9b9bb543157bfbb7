package dev.quarterdeck.machinery.cel;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.model.FieldError;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CelRulesTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvFileSource(resources = "expressions.csv", delimiter = '~', quoteCharacter = '`')
  void anExpressionOverAnObjectGivesTheseErrors(
      String properties, String rule, String spec, String expected) throws Exception {
    var compiled = compile(schema(properties, rule, ""));

    assertThat(compiled.errors()).as(rule).isEmpty();
    var errors = compiled.rules().errors(object(spec), null);
    assertThat(texts(errors)).as(rule).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "updates.csv", delimiter = '~', quoteCharacter = '`')
  void anUpdateGivesTheseErrors(
      String properties, String rule, String rest, String old, String spec, String expected)
      throws Exception {
    var compiled = compile(schema(properties, rule, rest == null ? "" : rest));

    assertThat(compiled.errors()).as(rule).isEmpty();
    var errors = compiled.rules().errors(object(spec), old == null ? null : object(old));
    assertThat(texts(errors)).as(rule).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void aFailureTheWriteDidNotCauseIsAWarning() throws Exception {
    var rules = compile(schema("i: {type: integer}", "self.i < 5", "")).rules();

    var findings = rules.check(object("{i: 7}"), object("{i: 7}"));

    assertThat(findings.errors()).isEmpty();
    assertThat(findings.warnings())
        .containsExactly("spec: Invalid value: \"object\": failed rule: self.i < 5");
  }

  @Test
  void oldSelfIsRefusedWhereItemsHaveNoPast() throws Exception {
    var items =
        "l: {type: array, maxItems: 9, items: {type: integer,"
            + " x-kubernetes-validations: [{rule: self > oldSelf}]}}";

    assertThat(texts(compile(schema(items, "true", "")).errors()))
        .contains("oldSelf cannot be used on the uncorrelatable portion of the schema within")
        .contains("schema.properties[spec].properties[l]");
  }

  @Test
  void aRuleThatCostsTooMuchEndsItsObjectsValidation() throws Exception {
    var properties = "l: {type: array, items: {type: integer}}, i: {type: integer}";
    var schema = schema(properties, "self.l.all(x, self.l.all(y, x == y || x != y))", "");
    var many = IntStream.range(0, 2_000).mapToObj(String::valueOf).collect(joining(","));

    var errors = compile(schema).rules().errors(object("{l: [" + many + "]}"), null);

    assertThat(texts(errors)).contains("spec: Invalid value: \"object\": 'operation cancelled");
  }

  @Test
  void allRulesOfAnObjectShareABudget() throws Exception {
    var item =
        "l: {type: array, items: {type: array, items: {type: integer}, x-kubernetes-validations:"
            + " [{rule: 'self.all(x, x >= 0 && x < 9 && x != 7 && x != 8)'}]}}";
    var rules = compile(schema(item, "true", "")).rules();
    var object = object("{}");
    var lists = ((ObjectNode) object.get("spec")).putArray("l");
    IntStream.range(0, 100)
        .mapToObj(i -> lists.addArray())
        .forEach(list -> IntStream.range(0, 10_000).forEach(i -> list.add(1)));

    var errors = rules.errors(object, null);

    assertThat(texts(errors)).contains("running out of cost budget");
    assertThat(errors).hasSize(1);
  }

  @Test
  void aTextThatGrowsWithoutEndIsCutOff() throws Exception {
    var grow = "self.s.replace('', self.s).replace('', self.s).replace('', self.s).size() > 0";
    var schema = schema("s: {type: string, maxLength: 500}", grow, "");

    var errors = compile(schema).rules().errors(object("{s: " + "a".repeat(500) + "}"), null);

    assertThat(texts(errors)).contains("a text has at most");
  }

  @Test
  void aSchemaWithoutRulesLoadsNothing() {
    var compiled = compile(StructuralSchema.parse(YAML.createObjectNode().put("type", "object")));

    assertThat(compiled.rules().isEmpty()).isTrue();
    assertThat(compiled.rules().errors(YAML.createObjectNode(), null)).isEmpty();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "definitions.csv", delimiter = '~', quoteCharacter = '`')
  void aDefinitionGivesTheseErrors(String properties, String rule, String rest, String expected)
      throws Exception {
    var compiled = compile(schema(properties, rule, rest == null ? "" : rest));

    var texts = texts(compiled.errors());
    if (expected == null) {
      assertThat(texts).isEmpty();
    } else {
      assertThat(texts)
          .startsWith("schema.properties[spec].x-kubernetes-validations[0]." + expected);
    }
  }

  static StructuralSchema schema(String properties, String rule, String rest) throws IOException {
    return StructuralSchema.parse(document(properties, rule, rest));
  }

  static ObjectNode document(String properties, String rule, String rest) throws IOException {
    var document = YAML.createObjectNode().put("type", "object");
    document.putObject("properties");
    var spec = YAML.createObjectNode().put("type", "object");
    spec.set("properties", YAML.readTree("{" + properties + "}"));
    var entry = YAML.createObjectNode().put("rule", rule);
    entry.setAll((ObjectNode) YAML.readTree("{" + rest + "}"));
    spec.putArray("x-kubernetes-validations").add(entry);
    ((ObjectNode) document.get("properties")).set("spec", spec);
    return document;
  }

  static CelRules.Compiled compile(StructuralSchema schema) {
    return CelRules.compile(schema, "schema");
  }

  static ObjectNode object(String spec) throws IOException {
    var object = YAML.createObjectNode().put("apiVersion", "example.com/v1").put("kind", "Example");
    object.putObject("metadata").put("name", "x");
    object.set("spec", YAML.readTree(spec));
    return object;
  }

  static String texts(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).collect(joining("; "));
  }
}
