package dev.quarterdeck.controllers.job;

import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/** What a pod of an Indexed job says about itself in its annotations. */
final class CompletionIndex {

  static final String ANNOTATION = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";

  /** The index of a pod without one, or with one that cannot be read. */
  static final int UNKNOWN = -1;

  static final Comparator<Pod> ORDER = Comparator.comparingInt(CompletionIndex::of);

  private CompletionIndex() {}

  static int of(Pod pod) {
    return number(pod, ANNOTATION, UNKNOWN);
  }

  /** Whether the pod stands for one of the first {@code completions} indexes. */
  static boolean isWithin(Pod pod, int completions) {
    var index = of(pod);
    return index != UNKNOWN && index < completions;
  }

  static IndexSet all(Collection<Pod> pods) {
    return IndexSet.of(
        pods.stream().map(CompletionIndex::of).filter(index -> index != UNKNOWN).toList());
  }

  /** How many pods of this index failed before this one and counted. */
  static int failures(Pod pod) {
    return number(pod, FAILURES, 0);
  }

  /** How many pods of this index failed before this one and were ignored. */
  static int ignoredFailures(Pod pod) {
    return number(pod, IGNORED_FAILURES, 0);
  }

  /** How many pods of this index failed before this one. */
  static long allFailures(Pod pod) {
    return (long) failures(pod) + ignoredFailures(pod);
  }

  /** Anybody may write annotations: what is no number from 0 to 2³¹-1 counts as none. */
  private static int number(Pod pod, String annotation, int otherwise) {
    var annotations = Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
    var text = Objects.toString(annotations.get(annotation), "");
    if (!text.matches("\\+?[0-9]{1,18}")) {
      return otherwise;
    }
    var number = Long.parseLong(text);
    return number > Integer.MAX_VALUE ? otherwise : (int) number;
  }
}
