package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.machinery.structural.DefaultBudget;
import dev.quarterdeck.machinery.structural.Defaulting;
import dev.quarterdeck.machinery.structural.ListTypeCheck;
import dev.quarterdeck.machinery.structural.Pruning;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.structural.ValueCheck;
import dev.quarterdeck.machinery.validation.Field;
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
    if (Defaulting.apply(pruned, schema, DefaultBudget.ofOne()).isPresent()) {
      given.invalid("is too large with the defaults of its own fields");
      return;
    }
    for (var error : ValueCheck.check(pruned, null, schema, given.path())) {
      given.errors().add(error);
    }
    for (var error : ListTypeCheck.check(pruned, schema)) {
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
