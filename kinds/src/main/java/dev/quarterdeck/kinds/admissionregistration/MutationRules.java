package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.cel.Expressions;
import dev.quarterdeck.machinery.validation.Field;

/** What a MutatingAdmissionPolicy does (ValidateMutatingAdmissionPolicy). */
final class MutationRules {

  private MutationRules() {}

  static void check(Field policy) {
    var spec = policy.get("spec");
    PolicyRules.check(spec);
    if (spec.get("mutations").node().isEmpty()) {
      spec.get("mutations").required("mutations must contain at least one item");
    }
    spec.get("mutations").each(MutationRules::mutation);
  }

  private static void mutation(Field mutation) {
    var type = mutation.get("patchType");
    switch (type.text()) {
      case "ApplyConfiguration" -> only(mutation, type, "applyConfiguration", "jsonPatch");
      case "JSONPatch" -> only(mutation, type, "jsonPatch", "applyConfiguration");
      default -> {}
    }
  }

  private static void only(Field mutation, Field type, String wanted, String other) {
    if (mutation.get(wanted).absent()) {
      mutation
          .get(wanted)
          .required("must be specified when patchType is %s".formatted(type.text()));
    } else {
      expression(mutation.get(wanted, "expression"));
    }
    if (mutation.get(other).present()) {
      mutation
          .get(other)
          .invalid("must not be specified when patchType is %s".formatted(type.text()));
    }
  }

  /** It makes objects of types of its own, which only whoever evaluates it knows. */
  private static void expression(Field expression) {
    if (expression.text().isBlank()) {
      expression.required("expression is not specified");
    } else {
      Expressions.syntaxFault(expression.text()).ifPresent(expression::invalid);
    }
  }
}
