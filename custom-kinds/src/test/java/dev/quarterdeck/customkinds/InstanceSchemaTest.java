package dev.quarterdeck.customkinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceSchemaTest {

  private static InstanceSchema schema(String version) {
    var definition =
        """
        {"metadata":{"name":"as.example.com","uid":"1","generation":1},
         "spec":{"group":"example.com","names":{"plural":"as","kind":"A"},
          "versions":[{"name":"v1","served":true,"storage":true%s}]}}
        """
            .formatted(version.replace('\'', '"'));
    var of = Definition.of(Json.parseObject(definition.getBytes(StandardCharsets.UTF_8)));
    return new InstanceSchema(of, of.versions().getFirst());
  }

  @Test
  void withoutASchemaNothingIsKnown() {
    assertThat(schema("").version2()).isEmpty();
    assertThat(schema("").version3()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object','properties':{'b':{'type':'integer','default':1}}} "
            + "| {'type':'object','properties':{'b':{'type':'integer'}}}",
        "{'type':'object','properties':{'b':{'type':'string','nullable':true}},'required':['b','c']} "
            + "| {'type':'object','properties':{'b':{}},'required':['c']}",
        "{'type':'object','properties':{'b':{'type':'string','nullable':true}},'required':['b']} "
            + "| {'type':'object','properties':{'b':{}}}",
        "{'type':'object','properties':{'b':{'type':'object','properties':{'c':{'type':'string'}},"
            + "'x-kubernetes-preserve-unknown-fields':true}}} "
            + "| {'type':'object','properties':{'b':{'x-kubernetes-preserve-unknown-fields':true}}}",
        "{'type':'object','properties':{'b':{'type':'array'}}} "
            + "| {'type':'object','properties':{'b':{}}}",
        "{'type':'object','properties':{'b':{'type':'array','items':{'type':'string','nullable':true}}}} "
            + "| {'type':'object','properties':{'b':{'type':'array','items':{}}}}",
      })
  void versionTwoSaysWhatItsClientsCanTakeAtFaceValue(String schema, String expected) {
    assertThat(
            schema(",'schema':{'openAPIV3Schema':" + schema + "}").version2().map(Object::toString))
        .contains(expected.replace('\'', '"'));
  }

  @Test
  void whatKeepsUnknownFieldsIsShownInVersionThreeOnly() {
    var open =
        schema(
            ",'schema':{'openAPIV3Schema':{'type':'object',"
                + "'x-kubernetes-preserve-unknown-fields':true}}");
    assertThat(open.version2()).isEmpty();
    assertThat(open.version3()).isPresent();
  }
}
