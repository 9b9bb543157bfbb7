package dev.quarterdeck.machinery.structural;

/**
 * One entry of x-kubernetes-validations, as written.
 *
 * @param rule the CEL expression
 * @param message what to say when it is false; may be empty
 * @param messageExpression a CEL expression that makes the message; may be empty
 * @param reason {@code FieldValueInvalid} (when empty), {@code FieldValueForbidden}, {@code
 *     FieldValueRequired} or {@code FieldValueDuplicate}
 * @param fieldPath JSON path from the schema's place to the field to blame; may be empty
 * @param optionalOldSelf whether {@code oldSelf} is an optional and the rule also holds on create;
 *     null when not said
 */
public record ValidationRule(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    Boolean optionalOldSelf) {}
