package dev.quarterdeck.apiserver.registry.custom.definition;

import dev.quarterdeck.apiserver.registry.Field;

/** The rules on x-kubernetes-validations: every expression compiles and is affordable. */
final class ExpressionRules {

  private ExpressionRules() {}

  static void check(Field schema) {}
}
