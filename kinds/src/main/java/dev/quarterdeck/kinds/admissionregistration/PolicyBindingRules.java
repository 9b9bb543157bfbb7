package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** Which requests a policy is put to work on (ValidateValidatingAdmissionPolicyBinding). */
final class PolicyBindingRules {

  private PolicyBindingRules() {}

  static void check(Field binding) {
    var spec = binding.get("spec");
    if (spec.get("paramRef").present()) {
      paramRef(spec.get("paramRef"));
    }
    OperationRules.match(spec.get("matchResources"));
  }

  private static void paramRef(Field reference) {
    var name = reference.get("name");
    var selector = reference.get("selector");
    if (name.present() && selector.present()) {
      name.forbidden("name and selector are mutually exclusive");
      selector.forbidden("name and selector are mutually exclusive");
    }
    if (name.absent() && selector.absent()) {
      reference.required("one of name or selector must be specified");
    }
  }

  static void actions(Field actions) {
    if (Tree.texts(actions.node()).containsAll(List.of("Deny", "Warn"))) {
      actions.invalid(
          "must not contain both Deny and Warn (repeating the same validation failure information in"
              + " the API response and headers serves no purpose)");
    }
  }
}
