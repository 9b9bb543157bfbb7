package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.cel.Expressions;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** MutatingAdmissionPolicy (admissionregistration.k8s.io/v1). */
public final class MutatingAdmissionPolicyStrategy extends KindStrategy {

  public MutatingAdmissionPolicyStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
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
    PolicyRules.check(spec);
    if (spec.get("mutations").items().isEmpty()) {
      spec.get("mutations").required("mutations must contain at least one item");
    }
    spec.get("mutations").items().forEach(MutatingAdmissionPolicyStrategy::mutation);
    spec.get("reinvocationPolicy").oneOf(List.of("IfNeeded", "Never"));
  }

  private static void mutation(Field mutation) {
    var type = mutation.get("patchType");
    type.oneOf(List.of("ApplyConfiguration", "JSONPatch"));
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

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.number(
            "Mutations",
            "How many mutations it has.",
            (policy, now) -> policy.path("spec").path("mutations").size()),
        PolicyRules.PARAM_KIND,
        Column.AGE);
  }
}
