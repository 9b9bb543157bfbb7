package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.admissionregistration.MutatingAdmissionPolicyStrategy;
import dev.quarterdeck.kinds.admissionregistration.PolicyBindingStrategy;
import dev.quarterdeck.kinds.admissionregistration.ValidatingAdmissionPolicyStrategy;
import dev.quarterdeck.kinds.admissionregistration.WebhookConfigurationStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** admissionregistration.k8s.io. */
final class AdmissionKinds {

  private AdmissionKinds() {}

  static List<ResourceType> all() {
    return List.of(
        kind(
                "mutatingadmissionpolicies",
                "MutatingAdmissionPolicy",
                new MutatingAdmissionPolicyStrategy())
            .withShortNames("map")
            .withCategories("api-extensions"),
        kind(
                "mutatingadmissionpolicybindings",
                "MutatingAdmissionPolicyBinding",
                PolicyBindingStrategy.mutating())
            .withCategories("api-extensions"),
        kind(
                "mutatingwebhookconfigurations",
                "MutatingWebhookConfiguration",
                WebhookConfigurationStrategy.mutating())
            .withCategories("api-extensions"),
        kind(
                "validatingadmissionpolicies",
                "ValidatingAdmissionPolicy",
                new ValidatingAdmissionPolicyStrategy())
            .withCategories("api-extensions")
            .withSubresources("status"),
        kind(
                "validatingadmissionpolicybindings",
                "ValidatingAdmissionPolicyBinding",
                PolicyBindingStrategy.validating())
            .withCategories("api-extensions"),
        kind(
                "validatingwebhookconfigurations",
                "ValidatingWebhookConfiguration",
                WebhookConfigurationStrategy.validating())
            .withCategories("api-extensions"));
  }

  private static ResourceType kind(String resource, String kind, Strategy strategy) {
    var name = new GroupVersionResource("admissionregistration.k8s.io", "v1", resource);
    return ResourceType.clusterScoped(name, kind, strategy);
  }
}
