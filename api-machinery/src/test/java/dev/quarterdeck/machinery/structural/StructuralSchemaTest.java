package dev.quarterdeck.machinery.structural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StructuralSchemaTest {

  private static StructuralSchema parse(String json) {
    return StructuralSchema.parse(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsEveryPartOfASchema() {
    var schema =
        parse(
            """
            {"type": "object", "required": ["spec"], "x-kubernetes-embedded-resource": true,
             "x-kubernetes-preserve-unknown-fields": true,
             "x-kubernetes-validations": [
               {"rule": "self.a > 0", "message": "no", "fieldPath": ".a", "optionalOldSelf": true}],
             "properties": {
               "list": {"type": "array", "items": {"type": "object"},
                 "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]},
               "map": {"additionalProperties": {"x-kubernetes-int-or-string": true},
                 "x-kubernetes-map-type": "atomic"},
               "free": {"additionalProperties": true},
               "size": {"type": "integer", "default": 3, "maximum": 1.5, "exclusiveMaximum": true,
                 "minLength": 2, "pattern": "^a+$", "enum": [1, null],
                 "anyOf": [{"minimum": 2}], "not": {"format": "int32"}}}}
            """);

    assertThat(schema.type()).isEqualTo("object");
    assertThat(schema.embeddedResource()).isTrue();
    assertThat(schema.preserveUnknownFields()).isTrue();
    assertThat(schema.values().required()).containsExactly("spec");
    assertThat(schema.rules())
        .containsExactly(new ValidationRule("self.a > 0", "no", "", "", ".a", true));
    assertThat(schema.properties().keySet()).containsExactly("list", "map", "free", "size");
    var list = schema.field("list");
    assertThat(list.listType()).isEqualTo("map");
    assertThat(list.listMapKeys()).containsExactly("name");
    assertThat(list.items().type()).isEqualTo("object");
    assertThat(schema.field("map").field("any").intOrString()).isTrue();
    assertThat(schema.field("map").mapType()).isEqualTo("atomic");
    assertThat(schema.field("free").isMap()).isTrue();
    var size = schema.field("size");
    assertThat(size.defaultValue().asInt()).isEqualTo(3);
    assertThat(size.values().maximum()).isEqualByComparingTo("1.5");
    assertThat(size.values().exclusiveMaximum()).isTrue();
    assertThat(size.values().minLength()).isEqualTo(2);
    assertThat(size.values().compiledPattern().matches("aaa")).isTrue();
    assertThat(size.values().enumValues()).hasSize(2);
    assertThat(size.values().anyOf().getFirst().values().minimum()).isEqualByComparingTo("2");
    assertThat(size.values().not().values().format()).isEqualTo("int32");
  }

  @Test
  void aNullDefaultCountsOnlyWhereNullIsAValue() {
    assertThat(parse("{\"default\": null}").defaultValue()).isNull();
    assertThat(parse("{\"default\": null, \"nullable\": true}").defaultValue().isNull()).isTrue();
  }

  @Test
  void nodesWithoutRulesOnValuesShareOne() {
    assertThat(parse("{\"type\": \"string\"}").values()).isSameAs(ValueRules.NONE);
  }
}
