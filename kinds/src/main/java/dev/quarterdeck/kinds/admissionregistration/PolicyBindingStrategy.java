package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.ScaleMapping;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;

/**
 * ValidatingAdmissionPolicyBinding and MutatingAdmissionPolicyBinding
 * (admissionregistration.k8s.io/v1).
 */
public final class PolicyBindingStrategy extends KindStrategy {

  private final boolean validating;

  private PolicyBindingStrategy(boolean validating) {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
    this.validating = validating;
  }

  public static PolicyBindingStrategy validating() {
    return new PolicyBindingStrategy(true);
  }

  public static PolicyBindingStrategy mutating() {
    return new PolicyBindingStrategy(false);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.path("spec").get("matchResources") instanceof ObjectNode match) {
      OperationRules.defaultMatch(match);
    }
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var policy = spec.get("policyName");
    if (policy.absent()) {
      policy.required("");
    } else {
      policy.invalidFor(Names.dns1123Subdomain(policy.text()));
    }
    if (spec.get("paramRef").present()) {
      paramRef(spec.get("paramRef"));
    }
    if (spec.get("matchResources").present()) {
      OperationRules.match(spec.get("matchResources"));
    }
    if (validating) {
      actions(spec.get("validationActions"));
    }
  }

  private static void paramRef(Field reference) {
    var name = reference.get("name");
    var selector = reference.get("selector");
    if (name.present()) {
      name.invalidFor(Names.pathSegment(name.text()));
    }
    SelectorRules.check(selector);
    if (name.present() && selector.present()) {
      name.forbidden("name and selector are mutually exclusive");
      selector.forbidden("name and selector are mutually exclusive");
    }
    if (name.absent() && selector.absent()) {
      reference.required("one of name or selector must be specified");
    }
    reference.get("parameterNotFoundAction").oneOf(List.of("Allow", "Deny"));
  }

  private static void actions(Field actions) {
    var seen = new HashSet<String>();
    for (var action : actions.items()) {
      action.oneOf(List.of("Audit", "Deny", "Warn"));
      if (!seen.add(action.text())) {
        action.duplicate();
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      actions.invalid(
          "must not contain both Deny and Warn (repeating the same validation failure information in"
              + " the API response and headers serves no purpose)");
    }
    if (seen.isEmpty()) {
      actions.required("");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "PolicyName", "The policy it puts to work.", Columns.textAt("/spec/policyName", "")),
        Columns.text(
            "ParamRef",
            "The object that configures the policy here.",
            (binding, now) -> shown(binding.path("spec").path("paramRef"))),
        Column.AGE);
  }

  private static String shown(JsonNode reference) {
    var name = Tree.text(reference, "/name");
    var namespace = Tree.text(reference, "/namespace");
    if (name.isEmpty()) {
      return Columns.orElse(ScaleMapping.selector(reference.path("selector")), Columns.UNSET);
    }
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
