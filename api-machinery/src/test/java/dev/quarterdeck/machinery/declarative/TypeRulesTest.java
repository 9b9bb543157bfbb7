package dev.quarterdeck.machinery.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.machinery.schema.FieldRules;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.Shape.ListOf;
import dev.quarterdeck.machinery.schema.Shape.MapOf;
import dev.quarterdeck.machinery.schema.Shape.Scalar;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import dev.quarterdeck.machinery.schema.Shape.Struct;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeRulesTest {

  private static final Shape TEXT = new Scalar(ScalarType.STRING);
  private static final Shape NUMBER = new Scalar(ScalarType.INT32);

  private static final Struct PART =
      Struct.of(
          "Part",
          field("mode", TEXT, rules(TextNode.valueOf("A"), List.of("A", "B"))),
          field(
              "name",
              TEXT,
              new FieldRules(null, false, false, true, List.of(), null, null, null, "dnsLabel")));

  private static final Struct WHOLE =
      Struct.of(
          "Whole",
          field("on", new Scalar(ScalarType.BOOLEAN), rules(BooleanNode.TRUE, List.of())),
          field(
              "count",
              NUMBER,
              new FieldRules(
                  IntNode.valueOf(3), true, false, false, List.of(), 1L, null, null, "")),
          field("made", PART, rules(Json.object(), List.of())),
          field(
              "amounts",
              new MapOf(new Scalar(ScalarType.QUANTITY)),
              new FieldRules(null, false, true, false, List.of(), null, null, null, "")),
          field(
              "short",
              TEXT,
              new FieldRules(null, false, false, false, List.of(), null, 3, null, "")),
          field(
              "texts",
              new ListOf(TEXT),
              new FieldRules(null, false, false, false, List.of("x", "y"), null, 2, "", "")),
          field(
              "parts",
              new ListOf(PART),
              new FieldRules(null, false, false, false, List.of(), null, null, "name", "")),
          field("byName", new MapOf(PART), FieldRules.NONE));

  private static Property field(String name, Shape shape, FieldRules rules) {
    return new Property(name, shape, false, MergeRule.DEFAULT, null, rules);
  }

  private static FieldRules rules(JsonNode fill, List<String> values) {
    return new FieldRules(fill, false, false, false, values, null, null, null, "");
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | {'on':true,'count':3,'made':{'mode':'A'}}",
        "{'on':false,'count':0,'made':{'mode':'B'}} | {'on':false,'count':3,'made':{'mode':'B'}}",
        "{'on':null,'count':1,'made':{'mode':''}} | {'on':true,'count':1,'made':{'mode':'A'}}",
        "{'on':true,'count':1,'made':{},'parts':[{},7],'byName':{'a':{},'b':[]}}"
            + "| {'on':true,'count':1,'made':{'mode':'A'},'parts':[{'mode':'A'},7],'byName':{'a':{'mode':'A'},'b':[]}}",
        "{'on':true,'count':'x','made':5,'amounts':{'cpu':'0.0001','memory':'1500m'}}"
            + "| {'on':true,'count':'x','made':5,'amounts':{'cpu':'1m','memory':'1500m'}}",
      })
  void fillWhatIsAbsent(String given, String filled) {
    var object = json(given);
    TypeRules.of(WHOLE).fill(object);
    assertThat(object).isEqualTo(json(filled));
    TypeRules.of(WHOLE).fill(object);
    assertThat(object).isEqualTo(json(filled));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} |",
        "{'count':0} | count: Invalid value: 0: must be greater than or equal to 1",
        "{'short':'abcd'} | short: Too long: may not be more than 3 bytes",
        "{'texts':['x','y']} |",
        "{'texts':['x','z']} | texts[1]: Unsupported value: `z`: supported values: `x`, `y`",
        "{'texts':['x','x']} | texts[1]: Duplicate value: `x`",
        "{'texts':['x','y','x']} | texts: Too many: 3: must have at most 2 items & texts[2]: Duplicate value: `x`",
        "{'made':{'mode':'C','name':'a'}} | made.mode: Unsupported value: `C`: supported values: `A`, `B`",
        "{'made':{}} | made.name: Required value",
        "{'parts':[{'name':'a'},{'name':'a'}]} | parts[1].name: Duplicate value: `a`",
        "{'parts':[{'name':'A'}]} | parts[0].name: Invalid value: `A`: a lowercase RFC 1123 label must"
            + " consist of lower case alphanumeric characters or '-', and must start and end with an"
            + " alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        "{'byName':{'k':{'name':''}}} | byName[k].name: Required value",
        "{'made':7,'parts':{},'texts':'x','byName':[3]} |",
      })
  void refuseInKubernetesWords(String given, String errors) {
    var root = dev.quarterdeck.machinery.validation.Field.root(json(given));
    TypeRules.of(WHOLE).check(root);
    assertThat(root.errors())
        .extracting(FieldError::toString)
        .containsExactly(errors == null ? new String[0] : errors.replace('`', '"').split(" & "));
  }

  @Test
  void aTypeWithinItselfDoesNotEndInALoop() {
    var schema =
        Schemas.load()
            .type("apiextensions.k8s.io/v1", "CustomResourceDefinition")
            .orElseThrow()
            .shape();
    var object = json("{'spec':{'versions':[{'schema':{'openAPIV3Schema':{'not':{'not':{}}}}}]}}");
    TypeRules.of(schema).fill(object);
    TypeRules.of(schema).check(dev.quarterdeck.machinery.validation.Field.root(object));
  }
}
