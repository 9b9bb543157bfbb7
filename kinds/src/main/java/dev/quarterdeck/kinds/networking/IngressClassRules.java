package dev.quarterdeck.kinds.networking;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** What an IngressClass may say (ValidateIngressClass). */
final class IngressClassRules {

  private IngressClassRules() {}

  static void check(Field ingressClass) {
    var controller = ingressClass.get("spec", "controller");
    if (controller.present()) {
      Names.domainPrefixedPath(controller);
    }
    var parameters = ingressClass.get("spec", "parameters");
    group(parameters.get("apiGroup"));
    var namespace = parameters.get("namespace");
    if (parameters.get("scope").text().equals("Cluster")) {
      if (namespace.given()) {
        namespace.forbidden("`parameters.scope` is set to 'Cluster'");
      }
    } else if (parameters.get("scope").text().equals("Namespace")) {
      if (namespace.absent()) {
        namespace.required("`parameters.scope` is set to 'Namespace'");
      }
      namespace.optional(Names::dns1123Label);
    }
  }

  /** The group of a reference: none, or a name that is not empty. */
  static void group(Field group) {
    if (group.given()) {
      group.invalidFor(Names.dns1123Subdomain(group.text()));
    }
  }
}
