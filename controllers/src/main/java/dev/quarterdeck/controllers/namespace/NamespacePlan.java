package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides the conditions of a namespace that is being deleted, and when to try again. */
final class NamespacePlan {

  static final String FINALIZER = "kubernetes";

  /**
   * The outcome of deleting a namespace's content once.
   *
   * @param undiscovered group versions whose resources could not be found out
   * @param failures by resource, why its objects could not be deleted
   * @param remaining by resource, how many objects are still there
   * @param finalizers by finalizer, how many objects it holds
   */
  record Outcome(
      List<String> undiscovered,
      Map<String, String> failures,
      Map<String, Integer> remaining,
      Map<String, Integer> finalizers) {

    Outcome {
      failures = new TreeMap<>(failures);
      remaining = new TreeMap<>(remaining);
      finalizers = new TreeMap<>(finalizers);
    }

    /** Nothing is left, as far as can be known. */
    boolean isClean() {
      return undiscovered.isEmpty() && failures.isEmpty() && remaining.isEmpty();
    }
  }

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration RETRY_STUCK = Duration.ofSeconds(15);

  private NamespacePlan() {}

  /**
   * How long to wait before the content is deleted again. Pods end within their grace period, and
   * most finalizers are removed soon; where they are not, or where content cannot be deleted, the
   * wait is longer.
   */
  static Duration retryAfter(Namespace namespace, Outcome outcome, Instant now) {
    var stuck = !outcome.finalizers().isEmpty() || !outcome.failures().isEmpty();
    var since = Timestamps.parse(namespace.getMetadata().getDeletionTimestamp()).orElse(now);
    return stuck && !now.isBefore(since.plus(RETRY_STUCK)) ? RETRY_STUCK : RETRY;
  }

  /** Whether the content is to be deleted: the namespace is, and has our finalizer still. */
  static boolean isDue(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null
        && namespace.getSpec() != null
        && namespace.getSpec().getFinalizers() != null
        && namespace.getSpec().getFinalizers().contains(FINALIZER);
  }

  /** One condition, with its reason when it is True and when it is False. */
  private record Finding(String type, boolean bad, Reason trouble, Reason fine) {
    Reason words() {
      return bad ? trouble : fine;
    }
  }

  private record Reason(String reason, String message) {}

  /** The namespace's conditions after its content was deleted once. */
  static List<NamespaceCondition> conditions(Namespace namespace, Outcome outcome, Instant now) {
    var conditions = new ArrayList<NamespaceCondition>();
    if (namespace.getStatus() != null) {
      conditions.addAll(namespace.getStatus().getConditions());
    }
    var findings =
        List.of(
            discovery(outcome),
            parsing(),
            content(outcome),
            remaining(outcome),
            finalizers(outcome));
    findings.forEach(finding -> set(conditions, now, finding));
    return conditions;
  }

  private static Finding discovery(Outcome outcome) {
    return new Finding(
        "NamespaceDeletionDiscoveryFailure",
        !outcome.undiscovered.isEmpty(),
        new Reason(
            "DiscoveryFailed",
            "Discovery failed for some groups, %d failing: %s"
                .formatted(outcome.undiscovered.size(), String.join(", ", outcome.undiscovered))),
        new Reason("ResourcesDiscovered", "All resources successfully discovered"));
  }

  /** Always False, since group versions cannot fail to parse here; clients may wait for it. */
  private static Finding parsing() {
    return new Finding(
        "NamespaceDeletionGroupVersionParsingFailure",
        false,
        new Reason("", ""),
        new Reason("ParsedGroupVersions", "All legacy kube types successfully parsed"));
  }

  private static Finding content(Outcome outcome) {
    return new Finding(
        "NamespaceDeletionContentFailure",
        !outcome.failures.isEmpty(),
        new Reason(
            "ContentDeletionFailed",
            "Failed to delete all resource types, %d remaining: %s"
                .formatted(outcome.failures.size(), String.join(", ", outcome.failures.values()))),
        new Reason(
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization"));
  }

  private static Finding remaining(Outcome outcome) {
    return new Finding(
        "NamespaceContentRemaining",
        !outcome.remaining.isEmpty(),
        new Reason(
            "SomeResourcesRemain",
            "Some resources are remaining: "
                + counts(outcome.remaining, "%s has %d resource instances")),
        new Reason("ContentRemoved", "All content successfully removed"));
  }

  private static Finding finalizers(Outcome outcome) {
    return new Finding(
        "NamespaceFinalizersRemaining",
        !outcome.finalizers.isEmpty(),
        new Reason(
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: "
                + counts(outcome.finalizers, "%s in %d resource instances")),
        new Reason("ContentHasNoFinalizers", "All content-preserving finalizers finished"));
  }

  private static String counts(Map<String, Integer> counts, String each) {
    return counts.entrySet().stream()
        .map(e -> each.formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static void set(List<NamespaceCondition> conditions, Instant now, Finding finding) {
    var status = finding.bad() ? "True" : "False";
    var since =
        conditions.stream()
            .filter(c -> finding.type().equals(c.getType()) && status.equals(c.getStatus()))
            .findFirst()
            .map(NamespaceCondition::getLastTransitionTime)
            .orElse(Timestamps.format(now));
    conditions.removeIf(c -> finding.type().equals(c.getType()));
    conditions.add(
        new NamespaceConditionBuilder()
            .withType(finding.type())
            .withStatus(status)
            .withReason(finding.words().reason())
            .withMessage(finding.words().message())
            .withLastTransitionTime(since)
            .build());
  }
}
