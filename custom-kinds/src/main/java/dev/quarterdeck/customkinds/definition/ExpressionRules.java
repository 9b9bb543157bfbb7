package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.machinery.cel.CelRules;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.validation.Field;

/** The rules on x-kubernetes-validations: every expression compiles and is affordable. */
final class ExpressionRules {

  private ExpressionRules() {}

  static void check(Field place, StructuralSchema schema) {
    place.errors().addAll(CelRules.compile(schema, place.path()).errors());
  }
}
