package dev.quarterdeck.kinds.admissionregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * ValidatingWebhookConfiguration and MutatingWebhookConfiguration
 * (admissionregistration.k8s.io/v1).
 */
public final class WebhookConfigurationStrategy extends KindStrategy {

  private static final int PORT = 443;
  private static final int SECONDS = 10;
  private static final int MAX_SECONDS = 30;
  private static final int LABELS_OF_A_NAME = 3;
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");

  private static final Set<String> VARIABLES =
      Set.of("object", "oldObject", "request", "authorizer");

  private final boolean mutating;

  private WebhookConfigurationStrategy(boolean mutating) {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
    this.mutating = mutating;
  }

  public static WebhookConfigurationStrategy validating() {
    return new WebhookConfigurationStrategy(false);
  }

  public static WebhookConfigurationStrategy mutating() {
    return new WebhookConfigurationStrategy(true);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    for (var webhook : Tree.objects(object, "webhooks")) {
      Tree.fill(webhook, "failurePolicy", "Fail");
      Tree.fill(webhook, "matchPolicy", "Equivalent");
      Tree.child(webhook, "namespaceSelector");
      Tree.child(webhook, "objectSelector");
      Tree.fill(webhook, "timeoutSeconds", SECONDS);
      if (mutating) {
        Tree.fill(webhook, "reinvocationPolicy", "Never");
      }
      OperationRules.defaultScopes(webhook, "rules");
      if (webhook.path("clientConfig").get("service") instanceof ObjectNode service) {
        Tree.fill(service, "port", PORT);
      }
    }
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return !Objects.equals(object.get("webhooks"), old.get("webhooks"));
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var names = new HashSet<String>();
    for (var webhook : object.get("webhooks").items()) {
      name(webhook.get("name"), names);
      OperationRules.conditions(webhook.get("matchConditions"), VARIABLES);
      reviewVersions(webhook.get("admissionReviewVersions"));
      webhook.get("rules").items().forEach(OperationRules::rule);
      webhook.get("failurePolicy").noneBut(List.of("Fail", "Ignore"));
      webhook.get("matchPolicy").noneBut(List.of("Equivalent", "Exact"));
      sideEffects(webhook.get("sideEffects"));
      var timeout = webhook.get("timeoutSeconds");
      if (timeout.present() && (timeout.number() < 1 || timeout.number() > MAX_SECONDS)) {
        timeout.invalid("the timeout value must be between 1 and 30 seconds");
      }
      SelectorRules.check(webhook.get("namespaceSelector"));
      SelectorRules.check(webhook.get("objectSelector"));
      WebhookClientRules.check(webhook.get("clientConfig"));
      if (mutating) {
        webhook.get("reinvocationPolicy").noneBut(List.of("IfNeeded", "Never"));
      }
    }
  }

  /** A domain name of three parts at least, so that names of different owners never meet. */
  private static void name(Field name, HashSet<String> seen) {
    if (name.absent()) {
      name.required("");
      return;
    }
    var messages = Names.dns1123Subdomain(name.text());
    name.invalidFor(messages);
    if (messages.isEmpty() && name.text().split("\\.", -1).length < LABELS_OF_A_NAME) {
      name.invalid("should be a domain with at least three segments separated by dots");
    }
    if (!seen.add(name.text())) {
      name.duplicate();
    }
  }

  private static void reviewVersions(Field versions) {
    if (versions.items().isEmpty()) {
      versions.required("must specify one of " + String.join(", ", REVIEW_VERSIONS));
      return;
    }
    var seen = new HashSet<String>();
    for (var version : versions.items()) {
      version.invalidFor(Names.dns1035Label(version.text()));
      if (!seen.add(version.text())) {
        version.duplicate();
      }
    }
    if (REVIEW_VERSIONS.stream().noneMatch(seen::contains)) {
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

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.number(
            "Webhooks",
            "How many webhooks it names.",
            (configuration, now) -> configuration.path("webhooks").size()),
        Column.AGE);
  }
}
