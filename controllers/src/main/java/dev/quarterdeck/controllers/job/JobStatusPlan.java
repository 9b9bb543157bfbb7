package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.job.JobPlan.Step;
import dev.quarterdeck.controllers.job.PodChange.End;
import dev.quarterdeck.controllers.job.PodChange.Hold;
import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.util.Optional;

/** A job's status after its pods were made or removed, before ended ones are counted. */
final class JobStatusPlan {

  /**
   * What became of the pods that were to change.
   *
   * @param removedReady how many of the removed ones were ready
   */
  record Outcome(int made, int removed, int removedReady) {

    static final Outcome NOTHING = new Outcome(0, 0, 0);
  }

  /**
   * Where the job stands.
   *
   * @param ending how it ends; empty as well when pods may still be active
   * @param suspended whether it just was suspended or resumed; empty for neither
   */
  record Standing(JobStatus status, Optional<JobEnd> ending, Optional<Boolean> suspended) {}

  private JobStatusPlan() {}

  static Standing after(JobSnapshot snapshot, Step step, Outcome outcome) {
    var tally = step.tally();
    var active = tally.active().size() + outcome.made() - outcome.removed();
    var status =
        new JobStatusBuilder(snapshot.status())
            .withActive(orAbsent(active))
            .withReady(tally.ready() - outcome.removedReady())
            .withTerminating(tally.terminating() + outcome.removed())
            .withStartTime(startTime(snapshot));
    if (step.change() instanceof End) {
      // Pods that are not seen yet may be active, too.
      var over = active == 0 && snapshot.settled();
      return new Standing(status.build(), step.ending().filter(_ -> over), Optional.empty());
    }
    if (isComplete(snapshot, tally, active)) {
      return new Standing(status.build(), Optional.of(JobEnd.COMPLETIONS), Optional.empty());
    }
    return step.change() instanceof Hold
        ? new Standing(status.build(), Optional.empty(), Optional.empty())
        : suspension(snapshot, status);
  }

  private static boolean isComplete(JobSnapshot snapshot, Tally tally, int active) {
    var wanted = JobFacts.completions(snapshot.job()).orElse(1);
    return active == 0 && tally.succeeded() >= wanted;
  }

  private static String startTime(JobSnapshot snapshot) {
    var known = snapshot.status().getStartTime();
    return known != null || JobFacts.isSuspended(snapshot.job())
        ? known
        : Timestamps.format(snapshot.now());
  }

  /** A resumed job starts anew: its deadline counts the time that it runs in one piece. */
  private static Standing suspension(JobSnapshot snapshot, JobStatusBuilder status) {
    var suspended = JobFacts.isSuspended(snapshot.job());
    var before = snapshot.status().getConditions();
    var after =
        JobConditions.with(
            before,
            JobConditions.SUSPENDED,
            suspended,
            suspended ? "JobSuspended" : "JobResumed",
            suspended ? "Job suspended" : "Job resumed",
            snapshot.now());
    if (after.equals(before)) {
      return new Standing(status.build(), Optional.empty(), Optional.empty());
    }
    status
        .withConditions(after)
        .withStartTime(suspended ? null : Timestamps.format(snapshot.now()));
    return new Standing(status.build(), Optional.empty(), Optional.of(suspended));
  }

  /** The status of a job that has ended. */
  static JobStatus ended(JobSnapshot snapshot, JobStatus status, JobEnd ending) {
    var now = snapshot.now();
    var start = Timestamps.parse(status.getStartTime()).orElse(now);
    var builder =
        new JobStatusBuilder(status)
            .withConditions(
                JobConditions.with(
                    status.getConditions(),
                    ending.end(),
                    true,
                    ending.reason(),
                    ending.message(),
                    now));
    if (!restedToTheEnd(snapshot.job())) {
      builder.withStartTime(Timestamps.format(start));
    }
    if (ending.success()) {
      // Not before the start, even if a clock was put back.
      builder.withCompletionTime(Timestamps.format(start.isAfter(now) ? start : now));
    }
    return builder.build();
  }

  /**
   * The only kind of job that ends without a start: there was nothing to do, and it was put off.
   */
  private static boolean restedToTheEnd(Job job) {
    return JobFacts.isSuspended(job) && JobFacts.completions(job).filter(c -> c == 0).isPresent();
  }

  /** Counts of zero are not written. */
  static Integer orAbsent(int count) {
    return count == 0 ? null : count;
  }
}
