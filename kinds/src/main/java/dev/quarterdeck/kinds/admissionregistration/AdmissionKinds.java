package dev.quarterdeck.kinds.admissionregistration;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.ScaleMapping;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** admissionregistration.k8s.io/v1: webhooks and policies that requests are admitted by. */
public final class AdmissionKinds {

  /** The end of names that the API leaves to configuration files. */
  private static final String STATIC_SUFFIX = ".static.k8s.io";

  private AdmissionKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        kind("mutatingadmissionpolicies", "MutatingAdmissionPolicy")
            .shortNames("map")
            .rules(MutationRules::check)
            .columns(
                NAME,
                counted("Mutations", "spec.mutations")
                    .about(
                        "Mutation indicates the number of mutations rules defined in this"
                            + " configuration"),
                paramKind(),
                AGE)
            .type(),
        binding("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding").type(),
        webhooks("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
        kind("validatingadmissionpolicies", "ValidatingAdmissionPolicy")
            .subresources(Subresource.STATUS)
            .rules(ValidationRules::check)
            .columns(
                NAME,
                counted("Validations", "spec.validations")
                    .about(
                        "Validations indicates the number of validation rules defined in this"
                            + " configuration"),
                paramKind(),
                AGE)
            .type(),
        binding("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding")
            .rules(
                binding -> {
                  PolicyBindingRules.check(binding);
                  PolicyBindingRules.actions(binding.get("spec", "validationActions"));
                })
            .type(),
        webhooks("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"));
  }

  private static Kind kind(String resource, String kind) {
    return Kind.cluster("admissionregistration.k8s.io/v1", resource, kind)
        .categories("api-extensions")
        .updatesNeedVersion()
        .warnings((object, old) -> warnings(Tree.text(object, "/metadata/name")));
  }

  private static Kind binding(String resource, String kind) {
    return kind(resource, kind)
        .rules(PolicyBindingRules::check)
        .columns(
            NAME,
            text("PolicyName", "spec.policyName")
                .about(
                    "PolicyName indicates the policy definition which the policy binding binded to"),
            text("ParamRef")
                .about("ParamRef indicates the param resource which sets the configuration param")
                .shows(b -> paramRef(b.at("/spec/paramRef"))),
            AGE);
  }

  private static ResourceType webhooks(String resource, String kind) {
    return kind(resource, kind)
        .desiredState("webhooks")
        .rules(WebhookRules::check)
        .columns(
            NAME,
            counted("Webhooks", "webhooks")
                .about(
                    "Webhooks indicates the number of webhooks registered in this configuration"),
            AGE)
        .type();
  }

  private static Column counted(String name, String list) {
    return number(name, list).shows(object -> Tree.at(object, list).size());
  }

  private static Column paramKind() {
    return text("ParamKind")
        .about("ParamKind specifies the kind of resources used to parameterize this policy")
        .shows(
            policy -> {
              var kind = policy.at("/spec/paramKind");
              return kind.isObject()
                  ? Tree.text(kind, "/apiVersion") + "/" + Tree.text(kind, "/kind")
                  : UNSET;
            });
  }

  private static String paramRef(JsonNode reference) {
    var name = Tree.text(reference, "/name");
    var namespace = Tree.text(reference, "/namespace");
    if (name.isEmpty()) {
      return Columns.orElse(ScaleMapping.selector(reference.path("selector")), UNSET);
    }
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private static List<String> warnings(String name) {
    return name.endsWith(STATIC_SUFFIX)
        ? List.of(
            ("metadata.name: names ending with \"%s\" are reserved for static manifest-based"
                    + " configurations and cannot be managed via the API")
                .formatted(STATIC_SUFFIX))
        : List.of();
  }
}
