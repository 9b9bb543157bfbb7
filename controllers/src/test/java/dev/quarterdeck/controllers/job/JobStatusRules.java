package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Objects;

/** What Kubernetes' API server refuses of a job's status, and what must not happen anyway. */
final class JobStatusRules {

  private JobStatusRules() {}

  static void check(Job before, Job after) {
    counts(before, after);
    conditions(before, after);
    times(before, after);
    var status = after.getStatus();
    if (JobConditions.finished(after).isPresent()) {
      assertThat(status.getActive()).as("active pods of a job that has ended").isNull();
      assertThat(status.getTerminating()).as("terminating pods of it").isZero();
      assertThat(status.getUncountedTerminatedPods().getSucceeded()).as("uncounted").isEmpty();
      assertThat(status.getUncountedTerminatedPods().getFailed()).as("uncounted").isEmpty();
      assertThat(status.getStartTime()).as("start of a job that has ended").isNotNull();
      assertThat(JobConditions.finished(before)).as("ended once").isEmpty();
    }
  }

  private static void counts(Job before, Job after) {
    var status = after.getStatus();
    var elastic =
        JobFacts.isIndexed(after) && JobFacts.indexes(after) == JobFacts.parallelism(after);
    assertThat(JobFacts.orElse(status.getFailed(), 0))
        .as("failed never decreases")
        .isGreaterThanOrEqualTo(failed(before));
    if (!elastic) {
      assertThat(JobFacts.orElse(status.getSucceeded(), 0))
          .as("succeeded never decreases")
          .isGreaterThanOrEqualTo(succeeded(before));
    }
    assertThat(JobFacts.orElse(status.getActive(), 0)).as("active").isNotNegative();
    assertThat(status.getReady()).as("ready").isBetween(0, JobFacts.orElse(status.getActive(), 0));
    assertThat(status.getTerminating()).as("terminating").isNotNegative();
    if (JobFacts.isIndexed(after)) {
      var completed = IndexSet.read(status.getCompletedIndexes(), Integer.MAX_VALUE);
      var failed = IndexSet.read(status.getFailedIndexes(), Integer.MAX_VALUE);
      assertThat(completed.firstCommon(failed)).as("completed and failed").isEmpty();
    } else {
      assertThat(status.getCompletedIndexes()).isNull();
    }
  }

  private static int failed(Job job) {
    return job.getStatus() == null ? 0 : JobFacts.orElse(job.getStatus().getFailed(), 0);
  }

  private static int succeeded(Job job) {
    return job.getStatus() == null ? 0 : JobFacts.orElse(job.getStatus().getSucceeded(), 0);
  }

  private static void conditions(Job before, Job after) {
    for (var type : List.of("Complete", "Failed", "FailureTarget", "SuccessCriteriaMet")) {
      if (JobConditions.holding(before, type).isPresent()) {
        assertThat(JobConditions.holding(after, type)).as("%s stays", type).isPresent();
      }
    }
    assertThat(holds(after, "SuccessCriteriaMet") && holds(after, "FailureTarget"))
        .as("success and failure both declared")
        .isFalse();
    if (holds(after, "Complete")) {
      assertThat(holds(before, "SuccessCriteriaMet")).as("declared before").isTrue();
    }
    if (holds(after, "Failed")) {
      assertThat(holds(before, "FailureTarget")).as("declared before").isTrue();
    }
  }

  private static boolean holds(Job job, String type) {
    return JobConditions.holding(job, type).isPresent();
  }

  private static void times(Job before, Job after) {
    var start = after.getStatus().getStartTime();
    var known = before.getStatus() == null ? null : before.getStatus().getStartTime();
    if (known != null && !JobFacts.isSuspended(after) && !resumes(before, after)) {
      assertThat(start).as("start of a job that runs").isEqualTo(known);
    }
    var end = after.getStatus().getCompletionTime();
    assertThat(end != null).as("completion time").isEqualTo(holds(after, "Complete"));
    if (end != null) {
      assertThat(Timestamps.parse(end).orElseThrow())
          .isAfterOrEqualTo(Timestamps.parse(Objects.requireNonNull(start)).orElseThrow());
    }
  }

  private static boolean resumes(Job before, Job after) {
    return holds(before, "Suspended") && !holds(after, "Suspended");
  }
}
