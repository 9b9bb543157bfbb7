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

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN_STUCK = Duration.ofSeconds(15);

  private NamespacePlan() {}

  /**
   * In how long to look at what could not go at once. What has a grace period goes by itself, and
   * most finalizers are a moment's work for somebody; where they hold it for long, or its content
   * cannot be deleted, it is looked at less often.
   */
  static Duration lookAgain(Namespace namespace, Sweep sweep, Instant now) {
    var stuck = !sweep.finalizers().isEmpty() || !sweep.failures().isEmpty();
    var since = Timestamps.parse(namespace.getMetadata().getDeletionTimestamp()).orElse(now);
    return stuck && !now.isBefore(since.plus(LOOK_AGAIN_STUCK)) ? LOOK_AGAIN_STUCK : LOOK_AGAIN;
  }

  /** Whether the content must be deleted: the namespace is going and we have not finished yet. */
  static boolean isDue(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null
        && namespace.getSpec() != null
        && namespace.getSpec().getFinalizers() != null
        && namespace.getSpec().getFinalizers().contains(FINALIZER);
  }

  /** One thing to be said about a sweep, in the words for trouble or for none. */
  private record Finding(String type, boolean bad, Words trouble, Words fine) {
    Words words() {
      return bad ? trouble : fine;
    }
  }

  private record Words(String reason, String message) {}

  /** The namespace's conditions after a sweep. */
  static List<NamespaceCondition> conditions(Namespace namespace, Sweep sweep, Instant now) {
    var conditions = new ArrayList<NamespaceCondition>();
    if (namespace.getStatus() != null) {
      conditions.addAll(namespace.getStatus().getConditions());
    }
    var findings =
        List.of(discovery(sweep), parsing(), content(sweep), remaining(sweep), finalizers(sweep));
    findings.forEach(finding -> set(conditions, now, finding));
    return conditions;
  }

  private static Finding discovery(Sweep sweep) {
    return new Finding(
        "NamespaceDeletionDiscoveryFailure",
        !sweep.undiscovered.isEmpty(),
        new Words(
            "DiscoveryFailed",
            "Discovery failed for some groups, %d failing: %s"
                .formatted(sweep.undiscovered.size(), String.join(", ", sweep.undiscovered))),
        new Words("ResourcesDiscovered", "All resources successfully discovered"));
  }

  /** Nothing here can fail to parse; whoever waits for the condition finds it. */
  private static Finding parsing() {
    return new Finding(
        "NamespaceDeletionGroupVersionParsingFailure",
        false,
        new Words("", ""),
        new Words("ParsedGroupVersions", "All legacy kube types successfully parsed"));
  }

  private static Finding content(Sweep sweep) {
    return new Finding(
        "NamespaceDeletionContentFailure",
        !sweep.failures.isEmpty(),
        new Words(
            "ContentDeletionFailed",
            "Failed to delete all resource types, %d remaining: %s"
                .formatted(sweep.failures.size(), String.join(", ", sweep.failures.values()))),
        new Words(
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization"));
  }

  private static Finding remaining(Sweep sweep) {
    return new Finding(
        "NamespaceContentRemaining",
        !sweep.remaining.isEmpty(),
        new Words(
            "SomeResourcesRemain",
            "Some resources are remaining: "
                + counts(sweep.remaining, "%s has %d resource instances")),
        new Words("ContentRemoved", "All content successfully removed"));
  }

  private static Finding finalizers(Sweep sweep) {
    return new Finding(
        "NamespaceFinalizersRemaining",
        !sweep.finalizers.isEmpty(),
        new Words(
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: "
                + counts(sweep.finalizers, "%s in %d resource instances")),
        new Words("ContentHasNoFinalizers", "All content-preserving finalizers finished"));
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
