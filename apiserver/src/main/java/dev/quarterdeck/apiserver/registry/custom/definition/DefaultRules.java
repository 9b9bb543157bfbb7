package dev.quarterdeck.apiserver.registry.custom.definition;

import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.custom.structural.Defaulting;
import dev.quarterdeck.apiserver.registry.custom.structural.ListRules;
import dev.quarterdeck.apiserver.registry.custom.structural.Pruning;
import dev.quarterdeck.apiserver.registry.custom.structural.StructuralSchema;
import dev.quarterdeck.apiserver.registry.custom.structural.ValueCheck;
import dev.quarterdeck.model.FieldError;

/** Defaults are themselves valid, and hold nothing that would be pruned. */
final class DefaultRules {

  private DefaultRules() {}

  static void check(Field place, StructuralSchema schema) {
    var given = place.get("default");
    if (schema.defaultValue() != null) {
      value(given, schema);
    }
    for (var property : schema.properties().entrySet()) {
      check(place.get("properties").key(property.getKey()), property.getValue());
    }
    if (schema.items() != null) {
      check(place.get("items"), schema.items());
    }
    if (schema.additionalProperties() != null) {
      check(place.get("additionalProperties"), schema.additionalProperties());
    }
  }

  private static void value(Field given, StructuralSchema schema) {
    var pruned = schema.defaultValue().deepCopy();
    if (!Pruning.pruneValue(pruned, schema).isEmpty()) {
      given.invalid("must not have unknown fields");
      return;
    }
    Defaulting.apply(pruned, schema);
    for (var error : ValueCheck.check(pruned, null, schema, given.path())) {
      given.errors().add(error);
    }
    for (var error : ListRules.check(pruned, schema)) {
      given
          .errors()
          .add(
              new FieldError(
                  error.type(),
                  given.path() + (error.field().startsWith("[") ? "" : ".") + error.field(),
                  error.badValue(),
                  error.detail()));
    }
  }
}
