package dev.quarterdeck.kinds.admissionregistration;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Set;

/** What configurations of admission webhooks may say (ValidateValidatingWebhookConfiguration). */
final class WebhookRules {

  private static final int MAX_SECONDS = 30;
  private static final int LABELS_OF_A_NAME = 3;
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");

  private static final Set<String> VARIABLES =
      Set.of("object", "oldObject", "request", "authorizer");

  private WebhookRules() {}

  static void check(Field configuration) {
    for (var webhook : configuration.get("webhooks").items()) {
      name(webhook.get("name"));
      OperationRules.conditions(webhook.get("matchConditions"), VARIABLES);
      reviewVersions(webhook.get("admissionReviewVersions"));
      webhook.get("rules").each(OperationRules::rule);
      sideEffects(webhook.get("sideEffects"));
      var timeout = webhook.get("timeoutSeconds");
      if (timeout.present() && (timeout.number() < 1 || timeout.number() > MAX_SECONDS)) {
        timeout.invalid("the timeout value must be between 1 and 30 seconds");
      }
      WebhookClientRules.check(webhook.get("clientConfig"));
    }
  }

  /** A domain name of three parts at least, so that names of different owners never meet. */
  private static void name(Field name) {
    if (!name.needed()) {
      return;
    }
    var messages = Names.dns1123Subdomain(name.text());
    name.invalidFor(messages);
    if (messages.isEmpty() && name.text().split("\\.", -1).length < LABELS_OF_A_NAME) {
      name.invalid("should be a domain with at least three segments separated by dots");
    }
  }

  private static void reviewVersions(Field versions) {
    if (versions.items().isEmpty()) {
      versions.required("must specify one of " + String.join(", ", REVIEW_VERSIONS));
      return;
    }
    if (REVIEW_VERSIONS.stream().noneMatch(Tree.texts(versions.node())::contains)) {
      versions.invalid("must include at least one of " + String.join(", ", REVIEW_VERSIONS));
    }
  }

  private static void sideEffects(Field sideEffects) {
    var allowed = List.of("None", "NoneOnDryRun");
    if (sideEffects.absent()) {
      sideEffects.required("must specify one of " + String.join(", ", allowed));
    } else {
      sideEffects.noneBut(allowed);
    }
  }
}
