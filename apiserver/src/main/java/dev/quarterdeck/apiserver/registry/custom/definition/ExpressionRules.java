package dev.quarterdeck.apiserver.registry.custom.definition;

import dev.quarterdeck.apiserver.registry.Field;
import dev.quarterdeck.apiserver.registry.custom.cel.CelRules;
import dev.quarterdeck.apiserver.registry.custom.structural.StructuralSchema;

/** The rules on x-kubernetes-validations: every expression compiles and is affordable. */
final class ExpressionRules {

  private ExpressionRules() {}

  static void check(Field place, StructuralSchema schema) {
    place.errors().addAll(CelRules.compile(schema, place.path()).errors());
  }
}
