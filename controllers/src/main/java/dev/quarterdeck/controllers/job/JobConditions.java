package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and sets the conditions of jobs. */
public final class JobConditions {

  public static final String COMPLETE = "Complete";
  public static final String FAILED = "Failed";
  static final String SUSPENDED = "Suspended";

  /** It will be Complete once its pods are gone and counted. */
  static final String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";

  /** It will be Failed once its pods are gone and counted. */
  static final String FAILURE_TARGET = "FailureTarget";

  private JobConditions() {}

  /** The condition that says that the job has ended for good, Complete or Failed. */
  public static Optional<JobCondition> finished(Job job) {
    return of(job).stream()
        .filter(c -> COMPLETE.equals(c.getType()) || FAILED.equals(c.getType()))
        .filter(JobConditions::isTrue)
        .findFirst();
  }

  static List<JobCondition> of(Job job) {
    return job.getStatus() == null ? List.of() : job.getStatus().getConditions();
  }

  /** The condition of that type, if it holds. */
  static Optional<JobCondition> holding(Job job, String type) {
    return of(job).stream()
        .filter(c -> type.equals(c.getType()))
        .filter(JobConditions::isTrue)
        .findFirst();
  }

  private static boolean isTrue(JobCondition condition) {
    return "True".equals(condition.getStatus());
  }

  /**
   * The conditions with one set. One that is as wanted stays with its times, and one that was never
   * there is not added to say that it does not hold.
   */
  static List<JobCondition> with(
      List<JobCondition> conditions,
      String type,
      boolean holds,
      String reason,
      String message,
      Instant now) {
    var status = holds ? "True" : "False";
    var wanted = condition(type, status, reason, message, now);
    var result = new ArrayList<>(conditions);
    for (var i = 0; i < result.size(); i++) {
      if (type.equals(result.get(i).getType())) {
        if (!same(result.get(i), wanted)) {
          result.set(i, wanted);
        }
        return result;
      }
    }
    if (holds) {
      result.add(wanted);
    }
    return result;
  }

  private static boolean same(JobCondition a, JobCondition b) {
    return b.getStatus().equals(a.getStatus())
        && b.getReason().equals(a.getReason())
        && b.getMessage().equals(a.getMessage());
  }

  private static JobCondition condition(
      String type, String status, String reason, String message, Instant now) {
    var at = Timestamps.format(now);
    return new JobConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastProbeTime(at)
        .withLastTransitionTime(at)
        .build();
  }
}
