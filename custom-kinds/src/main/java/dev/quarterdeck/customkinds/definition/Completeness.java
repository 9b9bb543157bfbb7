package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** What a branch of logic speaks of must be specified outside of logic as well. */
final class Completeness {

  private Completeness() {}

  static void check(Field schema) {
    branches(schema, schema);
    schema.get("properties").entries().forEach(Completeness::check);
    for (var name : List.of("items", "additionalProperties")) {
      if (schema.get(name).node().isObject()) {
        check(schema.get(name));
      }
    }
  }

  private static void branches(Field schema, Field logic) {
    for (var name : List.of("allOf", "anyOf", "oneOf")) {
      logic.get(name).items().forEach(branch -> covers(schema, branch));
    }
    if (logic.get("not").node().isObject()) {
      covers(schema, logic.get("not"));
    }
  }

  private static void covers(Field schema, Field branch) {
    for (var property : branch.get("properties").node().properties()) {
      var name = property.getKey();
      var said = branch.get("properties").key(name);
      if (schema.get("additionalProperties").node().isObject()) {
        covers(schema.get("additionalProperties"), said);
      } else {
        specified(schema, schema.get("properties").key(name), said);
      }
    }
    if (branch.get("items").node().isObject()) {
      specified(schema, schema.get("items"), branch.get("items"));
    }
    branches(schema, branch);
  }

  private static void specified(Field schema, Field place, Field said) {
    if (place.node().isObject()) {
      covers(place, said);
    } else if (!preserves(schema.node())) {
      place.required("because it is defined in " + said.path());
    }
  }

  private static boolean preserves(JsonNode schema) {
    return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)
        && schema.path("type").asText("").isEmpty();
  }
}
