package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a job's pods come to, counted by its status or not yet.
 *
 * @param active neither ended nor being deleted
 * @param ready of the active ones
 * @param terminating being deleted and not ended
 * @param counted indexes that the status has as completed
 * @param completed indexes that have succeeded, those included; empty for a NonIndexed job
 * @param failedIndexes indexes that have no attempts left; empty without a limit per index
 * @param held by index, the failed pod that stays until it is replaced, for its count of failures
 * @param backOff with what ended since the last pass
 */
record Tally(
    List<Pod> active,
    int ready,
    int terminating,
    int succeeded,
    int failed,
    IndexSet counted,
    IndexSet completed,
    Optional<IndexSet> failedIndexes,
    Map<Integer, Pod> held,
    BackOff backOff) {

  static Tally of(JobSnapshot snapshot) {
    return new Count(snapshot).tally();
  }

  /** Carries what the parts of the count share. */
  private static final class Count {

    private final JobSnapshot snapshot;
    private final Job job;
    private final List<Pod> active;
    private final Set<String> uncountedSucceeded;
    private final Set<String> uncountedFailed;

    private Count(JobSnapshot snapshot) {
      this.snapshot = snapshot;
      job = snapshot.job();
      active = snapshot.pods().stream().filter(PodFacts::isActive).toList();
      var uncounted = snapshot.status().getUncountedTerminatedPods();
      uncountedSucceeded = uncounted == null ? Set.of() : new HashSet<>(uncounted.getSucceeded());
      uncountedFailed = uncounted == null ? Set.of() : new HashSet<>(uncounted.getFailed());
    }

    Tally tally() {
      var status = snapshot.status();
      var succeeded = ended(uncountedSucceeded, JobFacts::hasSucceeded);
      var failed = ended(uncountedFailed, pod -> JobFacts.hasFailed(job, pod));
      var counted = IndexSet.read(status.getCompletedIndexes(), JobFacts.indexes(job));
      var completed = JobFacts.isIndexed(job) ? completed(counted) : IndexSet.NONE;
      var failedIndexes = failedIndexes(completed);
      return new Tally(
          active,
          Math.toIntExact(active.stream().filter(PodFacts::isReady).count()),
          Math.toIntExact(snapshot.pods().stream().filter(Count::isTerminating).count()),
          JobFacts.isIndexed(job)
              ? completed.size()
              : JobFacts.orElse(status.getSucceeded(), 0)
                  + succeeded.size()
                  + uncountedSucceeded.size(),
          JobFacts.orElse(status.getFailed(), 0)
              + Math.toIntExact(failed.stream().filter(this::counts).count())
              + uncountedFailed.size(),
          counted,
          completed,
          failedIndexes,
          failedIndexes.map(indexes -> held(completed.plus(indexes))).orElse(Map.of()),
          snapshot.backOff().plus(succeeded, failed));
    }

    private static boolean isTerminating(Pod pod) {
      return PodFacts.isTerminating(pod) && !PodFacts.isFinished(pod);
    }

    private boolean counts(Pod failed) {
      return FailurePolicy.judge(job, failed).counts();
    }

    /** Pods that ended and are neither counted nor noted to be. */
    private List<Pod> ended(Set<String> noted, Predicate<Pod> how) {
      return snapshot.pods().stream()
          .filter(pod -> snapshot.isTracked(pod) && snapshot.hasPlace(pod))
          .filter(pod -> !noted.contains(pod.getMetadata().getUid()))
          .filter(how)
          .toList();
    }

    /**
     * A pod that was noted as failed while it was being deleted may succeed after all: too late.
     */
    private IndexSet completed(IndexSet counted) {
      var failed = notedFailedIndexes();
      var newly =
          snapshot.pods().stream()
              .filter(JobFacts::isTracked)
              .filter(pod -> JobFacts.hasSucceeded(pod) && snapshot.hasPlace(pod))
              .filter(pod -> !uncountedFailed.contains(pod.getMetadata().getUid()))
              .filter(pod -> !failed.contains(CompletionIndex.of(pod)))
              .toList();
      return counted.plus(CompletionIndex.all(newly));
    }

    private IndexSet notedFailedIndexes() {
      return IndexSet.read(snapshot.status().getFailedIndexes(), JobFacts.indexes(job));
    }

    private Optional<IndexSet> failedIndexes(IndexSet completed) {
      if (!JobFacts.isIndexed(job) || !JobFacts.hasLimitPerIndex(job)) {
        return Optional.empty();
      }
      var newly =
          snapshot.pods().stream()
              .filter(JobFacts::isTracked)
              .filter(pod -> snapshot.hasPlace(pod) && endsItsIndex(pod))
              .filter(pod -> !completed.contains(CompletionIndex.of(pod)))
              .toList();
      return Optional.of(notedFailedIndexes().plus(CompletionIndex.all(newly)));
    }

    private boolean endsItsIndex(Pod pod) {
      if (!JobFacts.hasFailed(job, pod)) {
        return false;
      }
      var verdict = FailurePolicy.judge(job, pod);
      return verdict.is(FailurePolicy.Action.FAIL_INDEX)
          || verdict.counts()
              && CompletionIndex.failures(pod) >= job.getSpec().getBackoffLimitPerIndex();
    }

    /**
     * @param ended indexes that need no further pod
     */
    private Map<Integer, Pod> held(IndexSet ended) {
      var running = CompletionIndex.all(active);
      var held = new HashMap<Integer, Pod>();
      for (var pod : ended(Set.of(), pod -> JobFacts.hasFailed(job, pod))) {
        var index = CompletionIndex.of(pod);
        if (!ended.contains(index) && !running.contains(index)) {
          held.merge(index, pod, Count::later);
        }
      }
      return Map.copyOf(held);
    }

    private static Pod later(Pod known, Pod other) {
      var later =
          CompletionIndex.allFailures(known) <= CompletionIndex.allFailures(other)
              && !FinishTime.of(other).isBefore(FinishTime.of(known));
      return later ? other : known;
    }
  }
}
