package dev.quarterdeck.machinery.declarative;

import dev.quarterdeck.machinery.schema.FieldRules;
import dev.quarterdeck.machinery.validation.Field;

/** One field against the rules declared for it, in Kubernetes' words. */
final class FieldRule {

  private FieldRule() {}

  /**
   * @param isList whether the rules are for each item, but for {@code needed}, which is for the
   *     list
   */
  static void check(Field field, FieldRules rules, boolean isList) {
    if (rules.needed() && !field.needed()) {
      return;
    }
    if (isList) {
      list(field, rules);
    } else {
      one(field, rules);
    }
  }

  private static void list(Field list, FieldRules rules) {
    if (rules.most() != null) {
      list.atMost(rules.most());
    }
    if (!rules.values().isEmpty() || !rules.form().isEmpty()) {
      list.each(item -> item(item, rules));
    }
    if (rules.unique() != null) {
      list.distinct(rules.unique());
    }
  }

  private static void one(Field field, FieldRules rules) {
    if (rules.least() != null) {
      field.atLeast(rules.least());
    }
    if (rules.most() != null) {
      field.atMostBytes(rules.most());
    }
    item(field, rules);
  }

  private static void item(Field field, FieldRules rules) {
    if (!rules.values().isEmpty()) {
      field.noneBut(rules.values());
    }
    if (!rules.form().isEmpty()) {
      Forms.check(field, rules.form());
    }
  }
}
