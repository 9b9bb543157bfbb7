package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.cel.Expressions.Outcome;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1). */
public final class ValidatingAdmissionPolicyStrategy extends KindStrategy {

  private static final int MAX_ANNOTATIONS = 20;
  private static final List<String> REASONS =
      List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");

  public ValidatingAdmissionPolicyStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PolicyRules.applyDefaults(object);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var names = PolicyRules.check(spec);
    var validations = spec.get("validations");
    var annotations = spec.get("auditAnnotations");
    if (validations.items().isEmpty() && annotations.items().isEmpty()) {
      validations.required("validations or auditAnnotations must contain at least one item");
      annotations.required("validations or auditAnnotations must contain at least one item");
    }
    validations.items().forEach(validation -> validation(validation, names));
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
    validation.get("reason").noneBut(REASONS);
  }

  private static void annotations(Field annotations, Set<String> names) {
    if (annotations.items().size() > MAX_ANNOTATIONS) {
      annotations.invalid("must not have more than 20 auditAnnotations");
    }
    var keys = new HashSet<String>();
    for (var annotation : annotations.items()) {
      var key = annotation.get("key");
      if (key.absent()) {
        key.required("");
      } else {
        key.invalidFor(Names.qualified(key.text()));
        if (!keys.add(key.text())) {
          key.duplicate();
        }
      }
      OperationRules.expression(
          annotation.get("valueExpression"),
          "valueExpression is not specified",
          names,
          Outcome.ANY);
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.number(
            "Validations",
            "How many validations it has.",
            (policy, now) -> policy.path("spec").path("validations").size()),
        PolicyRules.PARAM_KIND,
        Column.AGE);
  }
}
