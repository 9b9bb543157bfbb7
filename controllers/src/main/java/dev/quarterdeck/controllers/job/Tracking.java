package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.job.JobStatusPlan.Standing;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPodsBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Counts each ended pod once, whatever crashes on the way (<a
 * href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/2307-job-tracking-without-lingering-pods">KEP-2307</a>).
 * A pod is first noted in {@code status.uncountedTerminatedPods}, then its finalizer is taken off,
 * then it is moved from there to the counts. A pod with a finalizer is counted by nobody yet; one
 * that is noted and has none can be counted without looking for it.
 *
 * @param before the status to write before any finalizer goes
 * @param release pods whose finalizer is to go then
 * @param tracked uids of pods that have a finalizer until then
 * @param ending how the job ends, if nothing is left to be counted afterwards
 * @param judged how many failures the pod failure policy's actions were taken for
 */
record Tracking(
    JobStatus before,
    List<Pod> release,
    Set<String> tracked,
    Optional<JobEnd> ending,
    Map<FailurePolicy.Action, Integer> judged) {

  /** The most pods noted at once, so that a status stays below about 20 KB. */
  static final int MOST_UNCOUNTED = 500;

  static Tracking of(JobSnapshot snapshot, Tally tally, Standing standing) {
    return new Notes(snapshot, tally, standing).tracking();
  }

  /**
   * The status after the finalizers went.
   *
   * @param released uids of the pods that have none any more
   */
  JobStatus after(Set<String> released) {
    var left = new HashSet<>(tracked);
    left.removeAll(released);
    return settle(before, left);
  }

  /** Whether the job has ended with this status, which has to have all pods counted. */
  Optional<JobEnd> ended(JobStatus after) {
    var uncounted = after.getUncountedTerminatedPods();
    var counted = uncounted.getSucceeded().isEmpty() && uncounted.getFailed().isEmpty();
    return ending.filter(_ -> counted && after.getTerminating() == 0);
  }

  /** Moves what is noted and has no finalizer any more to the counts. */
  private static JobStatus settle(JobStatus status, Set<String> tracked) {
    var uncounted = status.getUncountedTerminatedPods();
    var succeeded = uncounted.getSucceeded().stream().filter(tracked::contains).toList();
    var failed = uncounted.getFailed().stream().filter(tracked::contains).toList();
    return new JobStatusBuilder(status)
        .withSucceeded(moved(status.getSucceeded(), uncounted.getSucceeded(), succeeded))
        .withFailed(moved(status.getFailed(), uncounted.getFailed(), failed))
        .withUncountedTerminatedPods(
            new UncountedTerminatedPodsBuilder()
                .withSucceeded(succeeded)
                .withFailed(failed)
                .build())
        .build();
  }

  private static Integer moved(Integer count, List<String> before, List<String> after) {
    return JobStatusPlan.orAbsent(JobFacts.orElse(count, 0) + before.size() - after.size());
  }

  /** What is noted about one pod after the other. */
  private static final class Notes {

    private final JobSnapshot snapshot;
    private final Job job;
    private final Tally tally;
    private final Standing standing;
    private final Set<String> tracked;
    private final JobStatus settled;
    private final List<String> succeeded;
    private final List<String> failed;
    private final Set<String> failedBefore;
    private final Set<Integer> indexes = new HashSet<>();
    private final List<Pod> release = new ArrayList<>();
    private final Map<FailurePolicy.Action, Integer> judged =
        new EnumMap<>(FailurePolicy.Action.class);

    private Notes(JobSnapshot snapshot, Tally tally, Standing standing) {
      this.snapshot = snapshot;
      this.tally = tally;
      this.standing = standing;
      job = snapshot.job();
      tracked =
          snapshot.pods().stream()
              .filter(snapshot::isTracked)
              .map(pod -> pod.getMetadata().getUid())
              .collect(Collectors.toSet());
      var status = standing.status();
      var uncounted =
          Objects.requireNonNullElseGet(
              status.getUncountedTerminatedPods(), UncountedTerminatedPods::new);
      failedBefore = new HashSet<>(uncounted.getFailed());
      settled =
          settle(
              new JobStatusBuilder(status).withUncountedTerminatedPods(uncounted).build(), tracked);
      succeeded = new ArrayList<>(settled.getUncountedTerminatedPods().getSucceeded());
      failed = new ArrayList<>(settled.getUncountedTerminatedPods().getFailed());
    }

    Tracking tracking() {
      var full = false;
      for (var pod : inOrder(snapshot::isTracked)) {
        if (mayGo(pod)) {
          release.add(pod);
          note(pod);
          full = indexes.size() + succeeded.size() + failed.size() >= MOST_UNCOUNTED;
          if (full) {
            break; // The rest comes with the passes that these bring about.
          }
        }
      }
      var ends = !full;
      return new Tracking(status(), release, tracked, standing.ending().filter(_ -> ends), judged);
    }

    /** Completed indexes come in order. */
    private List<Pod> inOrder(Predicate<Pod> which) {
      var pods = snapshot.pods().stream().filter(which);
      return JobFacts.isIndexed(job) ? pods.sorted(CompletionIndex.ORDER).toList() : pods.toList();
    }

    private boolean mayGo(Pod pod) {
      if (snapshot.isDeleting() || standing.ending().isPresent() || JobFacts.hasSucceeded(pod)) {
        return true;
      }
      var held = tally.held().get(CompletionIndex.of(pod));
      return JobFacts.hasFailed(job, pod) && !sameUid(held, pod);
    }

    private static boolean sameUid(Pod held, Pod pod) {
      return held != null && held.getMetadata().getUid().equals(pod.getMetadata().getUid());
    }

    private void note(Pod pod) {
      if (JobFacts.hasSucceeded(pod) && !failedBefore.contains(uid(pod))) {
        noteSuccess(pod);
      } else if (JobFacts.hasFailed(job, pod)
          || standing.ending().filter(ending -> !ending.success()).isPresent()) {
        // Pods that were active when the job failed have failed, too.
        noteFailure(pod);
      }
    }

    private void noteSuccess(Pod pod) {
      if (!JobFacts.isIndexed(job)) {
        add(succeeded, pod);
      } else if (snapshot.hasPlace(pod) && !tally.counted().contains(CompletionIndex.of(pod))) {
        indexes.add(CompletionIndex.of(pod)); // The index itself says that it is counted.
      }
    }

    private void noteFailure(Pod pod) {
      if (failedBefore.contains(uid(pod)) || !snapshot.hasPlace(pod)) {
        return;
      }
      var verdict = FailurePolicy.judge(job, pod);
      verdict.action().ifPresent(action -> judged.merge(action, 1, Integer::sum));
      if (verdict.counts()) {
        add(failed, pod);
      }
    }

    private static void add(List<String> uids, Pod pod) {
      if (!uids.contains(uid(pod))) {
        uids.add(uid(pod));
      }
    }

    private static String uid(Pod pod) {
      return pod.getMetadata().getUid();
    }

    private JobStatus status() {
      var status =
          new JobStatusBuilder(settled)
              .withUncountedTerminatedPods(
                  new UncountedTerminatedPodsBuilder()
                      .withSucceeded(succeeded)
                      .withFailed(failed)
                      .build());
      if (JobFacts.isIndexed(job)) {
        status
            .withSucceeded(JobStatusPlan.orAbsent(tally.completed().size()))
            .withCompletedIndexes(tally.completed().isEmpty() ? null : "" + tally.completed())
            .withFailedIndexes(tally.failedIndexes().map(Object::toString).orElse(null));
      }
      standing
          .ending()
          .ifPresent(
              ending ->
                  status.withConditions(
                      JobConditions.with(
                          settled.getConditions(),
                          ending.declaration(),
                          true,
                          ending.reason(),
                          ending.message(),
                          snapshot.now())));
      return status.build();
    }
  }
}
