package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.job.PodChange.Create;
import dev.quarterdeck.controllers.job.PodChange.NewPod;
import dev.quarterdeck.controllers.job.PodChange.Remove;
import dev.quarterdeck.controllers.job.PodChange.Wait;
import dev.quarterdeck.controllers.pod.ActivePodOrder;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides whether a job ends, and otherwise how many pods it lacks or has too many of. */
final class JobPlan {

  /** The most pods made or removed in one pass, so that one job cannot starve the others. */
  static final int BURST = 500;

  /**
   * What a pass does first.
   *
   * @param ending how the job ends, if it does
   * @param again when to look again although nothing may have changed
   */
  record Step(Tally tally, Optional<JobEnd> ending, PodChange change, Optional<Duration> again) {}

  private JobPlan() {}

  static Step next(JobSnapshot snapshot) {
    var tally = Tally.of(snapshot);
    var ending = JobEnd.of(snapshot, tally);
    if (ending.isPresent()) {
      return new Step(tally, ending, new PodChange.End(tally.active()), Optional.empty());
    }
    var change =
        snapshot.settled() && !snapshot.isDeleting()
            ? change(snapshot, tally)
            : new PodChange.Hold();
    var again =
        Stream.concat(
                JobEnd.untilDeadline(snapshot).stream(),
                change instanceof Wait(var left) ? Stream.of(left) : Stream.empty())
            .min(Duration::compareTo);
    return new Step(tally, Optional.empty(), change, again);
  }

  private static PodChange change(JobSnapshot snapshot, Tally tally) {
    var job = snapshot.job();
    if (JobFacts.isSuspended(job)) {
      return tally.active().isEmpty() ? new PodChange.Nothing() : new Remove(tally.active());
    }
    var wanted = wanted(job, tally);
    var surplus = surplus(job, tally.active(), tally.active().size() - wanted);
    if (!surplus.isEmpty()) {
      return new Remove(surplus.stream().limit(BURST).toList());
    }
    var leaving = JobFacts.replacesOnlyEnded(job) ? tally.terminating() : 0;
    var missing = wanted - leaving - tally.active().size();
    return missing > 0
        ? create(snapshot, tally, Math.min(missing, BURST))
        : new PodChange.Nothing();
  }

  private static int wanted(Job job, Tally tally) {
    var completions = JobFacts.completions(job);
    if (completions.isEmpty()) {
      // After one success those that run may finish, and none is added.
      return tally.succeeded() > 0 ? tally.active().size() : JobFacts.parallelism(job);
    }
    return Math.clamp(completions.get() - tally.succeeded(), 0, JobFacts.parallelism(job));
  }

  /**
   * Pods to remove.
   *
   * @param least how many at least, not positive for none; an Indexed job also removes pods that
   *     have no index of its own, and all but one of each index
   */
  private static List<Pod> surplus(Job job, List<Pod> active, int least) {
    var surplus = new ArrayList<Pod>();
    var rest = new ArrayList<>(active);
    if (JobFacts.isIndexed(job)) {
      surplus.addAll(misplaced(active, JobFacts.indexes(job)));
      rest.removeAll(surplus);
    }
    rest.stream()
        .sorted(ActivePodOrder.LEAST_FIRST)
        .limit(Math.max(0, least - surplus.size()))
        .forEach(surplus::add);
    return surplus;
  }

  private static List<Pod> misplaced(List<Pod> active, int completions) {
    var misplaced = new ArrayList<Pod>();
    var kept = CompletionIndex.UNKNOWN;
    var bestFirst =
        CompletionIndex.ORDER.thenComparing(Collections.reverseOrder(ActivePodOrder.LEAST_FIRST));
    for (var pod : active.stream().sorted(bestFirst).toList()) {
      if (CompletionIndex.isWithin(pod, completions) && CompletionIndex.of(pod) != kept) {
        kept = CompletionIndex.of(pod);
      } else {
        misplaced.add(pod);
      }
    }
    return misplaced;
  }

  private static PodChange create(JobSnapshot snapshot, Tally tally, int count) {
    var job = snapshot.job();
    if (JobFacts.hasLimitPerIndex(job)) {
      return createWithin(snapshot, tally, pending(snapshot, tally, count));
    }
    var left = tally.backOff().left(snapshot.now());
    if (left.isPositive()) {
      return new Wait(left);
    }
    return orNothing(
        JobFacts.isIndexed(job)
            ? pending(snapshot, tally, count).stream().map(NewPod::first).toList()
            : Collections.nCopies(count, NewPod.PLAIN));
  }

  /** Each index waits for itself. */
  private static PodChange createWithin(JobSnapshot snapshot, Tally tally, List<Integer> indexes) {
    var due = indexes.stream().filter(i -> left(tally, i, snapshot.now()).isZero()).toList();
    if (due.isEmpty() && !indexes.isEmpty()) {
      return new Wait(
          indexes.stream()
              .map(i -> left(tally, i, snapshot.now()))
              .min(Duration::compareTo)
              .orElseThrow());
    }
    return orNothing(
        due.stream()
            .map(
                index ->
                    Optional.ofNullable(tally.held().get(index))
                        .map(pod -> replacement(snapshot.job(), index, pod))
                        .orElseGet(() -> NewPod.first(index)))
            .toList());
  }

  private static PodChange orNothing(List<NewPod> pods) {
    return pods.isEmpty() ? new PodChange.Nothing() : new Create(pods);
  }

  private static Duration left(Tally tally, int index, Instant now) {
    var failed = tally.held().get(index);
    return failed == null ? Duration.ZERO : BackOff.leftForIndex(failed, now);
  }

  private static NewPod replacement(Job job, int index, Pod failed) {
    var counts = FailurePolicy.judge(job, failed).counts();
    return new NewPod(
        index,
        CompletionIndex.failures(failed) + (counts ? 1 : 0),
        CompletionIndex.ignoredFailures(failed) + (counts ? 0 : 1));
  }

  /** The first indexes that neither have ended nor have a pod. */
  private static List<Integer> pending(JobSnapshot snapshot, Tally tally, int count) {
    var busy = tally.completed().plus(CompletionIndex.all(tally.active()));
    if (JobFacts.replacesOnlyEnded(snapshot.job())) {
      busy =
          busy.plus(
              CompletionIndex.all(
                  snapshot.pods().stream()
                      .filter(pod -> PodFacts.isTerminating(pod) && !PodFacts.isFinished(pod))
                      .toList()));
    }
    return tally
        .failedIndexes()
        .map(busy::plus)
        .orElse(busy)
        .missing(count, JobFacts.indexes(snapshot.job()));
  }
}
