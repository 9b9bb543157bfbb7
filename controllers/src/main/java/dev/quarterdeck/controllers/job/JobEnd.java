package dev.quarterdeck.controllers.job;

import static dev.quarterdeck.controllers.job.JobConditions.FAILURE_TARGET;
import static dev.quarterdeck.controllers.job.JobConditions.SUCCESS_CRITERIA_MET;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a job ends. It is declared with one condition, and has ended with another one when its pods
 * are gone and counted.
 *
 * @param success Complete, else Failed
 */
record JobEnd(boolean success, String reason, String message) {

  private static final JobEnd BACKOFF_LIMIT =
      failure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
  private static final JobEnd DEADLINE =
      failure("DeadlineExceeded", "Job was active longer than specified deadline");
  private static final JobEnd TOO_MANY_FAILED_INDEXES =
      failure(
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes");
  private static final JobEnd FAILED_INDEXES = failure("FailedIndexes", "Job has failed indexes");

  /** All that were wanted have succeeded. */
  static final JobEnd COMPLETIONS =
      new JobEnd(true, "CompletionsReached", "Reached expected number of succeeded pods");

  private static JobEnd failure(String reason, String message) {
    return new JobEnd(false, reason, message);
  }

  /** The condition that declares it. */
  String declaration() {
    return success ? SUCCESS_CRITERIA_MET : FAILURE_TARGET;
  }

  /** The condition that it ends with. */
  String end() {
    return success ? JobConditions.COMPLETE : JobConditions.FAILED;
  }

  /** The ending that the job's status declares, or what now makes it end; success comes last. */
  static Optional<JobEnd> of(JobSnapshot snapshot, Tally tally) {
    var job = snapshot.job();
    return JobConditions.holding(job, SUCCESS_CRITERIA_MET)
        .map(condition -> declared(true, condition))
        .or(() -> JobConditions.holding(job, FAILURE_TARGET).map(c -> declared(false, c)))
        .or(() -> podFailurePolicy(snapshot))
        .or(() -> limits(snapshot, tally))
        .or(() -> indexes(job, tally));
  }

  private static JobEnd declared(boolean success, JobCondition condition) {
    return new JobEnd(success, condition.getReason(), condition.getMessage());
  }

  private static Optional<JobEnd> podFailurePolicy(JobSnapshot snapshot) {
    return snapshot.pods().stream()
        .filter(pod -> JobFacts.hasFailed(snapshot.job(), pod))
        .map(pod -> FailurePolicy.judge(snapshot.job(), pod))
        .filter(verdict -> verdict.is(FailurePolicy.Action.FAIL_JOB))
        .findFirst()
        .map(verdict -> failure("PodFailurePolicy", verdict.message()));
  }

  private static Optional<JobEnd> limits(JobSnapshot snapshot, Tally tally) {
    var job = snapshot.job();
    if (tally.failed() > JobFacts.backoffLimit(job) || restartsTooOften(job, snapshot.pods())) {
      return Optional.of(BACKOFF_LIMIT);
    }
    return untilDeadline(snapshot).filter(left -> !left.isPositive()).map(_ -> DEADLINE);
  }

  /** Where containers are restarted in their pods, those restarts count. */
  private static boolean restartsTooOften(Job job, List<Pod> pods) {
    if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) {
      return false;
    }
    var restarts =
        pods.stream()
            .filter(pod -> List.of("Running", "Pending").contains(PodFacts.phase(pod)))
            .flatMap(JobEnd::containers)
            .mapToLong(status -> JobFacts.orElse(status.getRestartCount(), 0))
            .sum();
    return restarts >= Math.max(1, JobFacts.backoffLimit(job));
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
  }

  /** What is left of the job's time; empty when it is not limited or does not run. */
  static Optional<Duration> untilDeadline(JobSnapshot snapshot) {
    var seconds = snapshot.job().getSpec().getActiveDeadlineSeconds();
    if (seconds == null || JobFacts.isSuspended(snapshot.job())) {
      return Optional.empty();
    }
    var start = Timestamps.parse(snapshot.status().getStartTime()).orElse(snapshot.now());
    return Optional.of(Duration.ofSeconds(seconds).minus(Duration.between(start, snapshot.now())));
  }

  private static Optional<JobEnd> indexes(Job job, Tally tally) {
    var failed = tally.failedIndexes().map(indexes -> indexes.size()).orElse(0);
    var limit = job.getSpec().getMaxFailedIndexes();
    if (limit != null && failed > limit) {
      return Optional.of(TOO_MANY_FAILED_INDEXES);
    }
    if (failed > 0 && failed + tally.completed().size() >= JobFacts.indexes(job)) {
      return Optional.of(FAILED_INDEXES);
    }
    return JobFacts.isIndexed(job)
        ? SuccessPolicy.met(job, tally.completed()).map(m -> new JobEnd(true, "SuccessPolicy", m))
        : Optional.empty();
  }
}
