package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is said about a namespace that is being emptied, and when it is done. */
final class NamespacePlan {

  static final String FINALIZER = "kubernetes";

  /**
   * The outcome of one sweep through a namespace.
   *
   * @param undiscovered group versions whose resources could not be found out
   * @param failures by resource, why its objects could not be deleted
   * @param remaining by resource, how many objects are still there
   * @param finalizers by finalizer, how many objects it holds
   */
  record Sweep(
      List<String> undiscovered,
      Map<String, String> failures,
      Map<String, Integer> remaining,
      Map<String, Integer> finalizers) {

    Sweep {
      failures = new TreeMap<>(failures);
      remaining = new TreeMap<>(remaining);
      finalizers = new TreeMap<>(finalizers);
    }

    /** Nothing is left, as far as can be known. */
    boolean isClean() {
      return undiscovered.isEmpty() && failures.isEmpty() && remaining.isEmpty();
    }
  }

  private NamespacePlan() {}

  /** Whether the content must be deleted: the namespace is going and we have not finished yet. */
  static boolean isDue(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null
        && namespace.getSpec() != null
        && namespace.getSpec().getFinalizers() != null
        && namespace.getSpec().getFinalizers().contains(FINALIZER);
  }

  /** The namespace's conditions after a sweep. */
  static List<NamespaceCondition> conditions(Namespace namespace, Sweep sweep, Instant now) {
    var conditions = new ArrayList<NamespaceCondition>();
    if (namespace.getStatus() != null) {
      conditions.addAll(namespace.getStatus().getConditions());
    }
    set(
        conditions,
        now,
        "NamespaceDeletionDiscoveryFailure",
        !sweep.undiscovered.isEmpty(),
        "DiscoveryFailed",
        "Discovery failed for some groups, "
            + sweep.undiscovered.size()
            + " failing: "
            + String.join(", ", sweep.undiscovered),
        "ResourcesDiscovered",
        "All resources successfully discovered");
    set(
        conditions,
        now,
        "NamespaceDeletionGroupVersionParsingFailure",
        false,
        "",
        "",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed");
    set(
        conditions,
        now,
        "NamespaceDeletionContentFailure",
        !sweep.failures.isEmpty(),
        "ContentDeletionFailed",
        "Failed to delete all resource types, "
            + sweep.failures.size()
            + " remaining: "
            + String.join(", ", sweep.failures.values()),
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization");
    set(
        conditions,
        now,
        "NamespaceContentRemaining",
        !sweep.remaining.isEmpty(),
        "SomeResourcesRemain",
        "Some resources are remaining: " + counts(sweep.remaining, "%s has %d resource instances"),
        "ContentRemoved",
        "All content successfully removed");
    set(
        conditions,
        now,
        "NamespaceFinalizersRemaining",
        !sweep.finalizers.isEmpty(),
        "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: "
            + counts(sweep.finalizers, "%s in %d resource instances"),
        "ContentHasNoFinalizers",
        "All content-preserving finalizers finished");
    return conditions;
  }

  private static String counts(Map<String, Integer> counts, String each) {
    return counts.entrySet().stream()
        .map(e -> each.formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static void set(
      List<NamespaceCondition> conditions,
      Instant now,
      String type,
      boolean bad,
      String badReason,
      String badMessage,
      String goodReason,
      String goodMessage) {
    var status = bad ? "True" : "False";
    var reason = bad ? badReason : goodReason;
    var message = bad ? badMessage : goodMessage;
    var before = conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    var since =
        before
            .filter(c -> status.equals(c.getStatus()))
            .map(NamespaceCondition::getLastTransitionTime)
            .orElse(Timestamps.format(now));
    conditions.removeIf(c -> type.equals(c.getType()));
    conditions.add(
        new NamespaceConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(since)
            .build());
  }
}
