package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import java.util.Set;

/** What a ValidatingAdmissionPolicy does (ValidateValidatingAdmissionPolicy). */
final class ValidationRules {

  private static final int MAX_ANNOTATIONS = 20;

  private ValidationRules() {}

  static void check(Field policy) {
    var spec = policy.get("spec");
    var names = PolicyRules.check(spec);
    var validations = spec.get("validations");
    var annotations = spec.get("auditAnnotations");
    if (validations.node().isEmpty() && annotations.node().isEmpty()) {
      validations.required("validations or auditAnnotations must contain at least one item");
      annotations.required("validations or auditAnnotations must contain at least one item");
    }
    validations.each(validation -> validation(validation, names));
    annotations(annotations, names);
  }

  private static void validation(Field validation, Set<String> names) {
    OperationRules.expression(
        validation.get("expression"), "expression is not specified", names, Outcome.BOOL);
    var messageExpression = validation.get("messageExpression");
    if (messageExpression.present() && messageExpression.text().isBlank()) {
      messageExpression.invalid("must be non-empty if specified");
    } else if (messageExpression.present()) {
      OperationRules.expression(messageExpression, "", names, Outcome.STRING);
    }
    var message = validation.get("message");
    if (message.present() && message.text().isBlank()) {
      message.invalid("message must be non-empty if specified");
    } else if (message.text().strip().contains("\n")) {
      message.invalid("message must not contain line breaks");
    } else if (message.absent() && validation.get("expression").text().strip().contains("\n")) {
      message.required("message must be specified if expression contains line breaks");
    }
  }

  private static void annotations(Field annotations, Set<String> names) {
    if (annotations.items().size() > MAX_ANNOTATIONS) {
      annotations.invalid("must not have more than 20 auditAnnotations");
    }
    for (var annotation : annotations.items()) {
      OperationRules.expression(
          annotation.get("valueExpression"),
          "valueExpression is not specified",
          names,
          Outcome.ANY);
    }
  }
}
