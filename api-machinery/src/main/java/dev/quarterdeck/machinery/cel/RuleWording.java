package dev.quarterdeck.machinery.cel;

import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.structural.ValidationRule;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What a rule must say apart from its expressions. */
final class RuleWording {

  private static final List<String> REASONS =
      List.of(
          "FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate");

  private RuleWording() {}

  static List<FieldError> errors(ValidationRule rule, StructuralSchema schema, String path) {
    var errors = new ArrayList<FieldError>();
    if (rule.rule().isBlank()) {
      errors.add(FieldError.required(path + ".rule", "rule is not specified"));
    }
    message(rule, path, errors);
    if (!rule.messageExpression().isEmpty() && rule.messageExpression().isBlank()) {
      errors.add(
          FieldError.required(
              path + ".messageExpression", "messageExpression must be non-empty if specified"));
    }
    if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
      errors.add(FieldError.notSupported(path + ".reason", rule.reason(), REASONS));
    }
    fieldPath(rule, schema, path + ".fieldPath", errors);
    return errors;
  }

  private static void message(ValidationRule rule, String path, List<FieldError> errors) {
    if (rule.message().isEmpty()) {
      if (rule.rule().strip().contains("\n")) {
        errors.add(
            FieldError.required(
                path + ".message", "message must be specified if rule contains line breaks"));
      }
    } else if (rule.message().isBlank()) {
      errors.add(
          FieldError.invalid(
              path + ".message", rule.message(), "message must be non-empty if specified"));
    } else if (rule.message().strip().contains("\n")) {
      errors.add(
          FieldError.invalid(
              path + ".message", rule.message(), "message must not contain line breaks"));
    }
  }

  private static void fieldPath(
      ValidationRule rule, StructuralSchema schema, String path, List<FieldError> errors) {
    var fieldPath = rule.fieldPath();
    if (fieldPath.isEmpty()) {
      return;
    }
    if (fieldPath.isBlank()) {
      errors.add(FieldError.invalid(path, fieldPath, "must be non-empty if specified"));
    } else if (fieldPath.contains("\n")) {
      errors.add(FieldError.invalid(path, fieldPath, "must not contain line breaks"));
    } else {
      RuleFieldPath.fault(fieldPath.strip(), schema)
          .ifPresent(
              fault ->
                  errors.add(
                      FieldError.invalid(
                          path, fieldPath, "fieldPath must be a valid path: " + fault)));
    }
  }
}
