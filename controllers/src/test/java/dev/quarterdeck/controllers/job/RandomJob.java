package dev.quarterdeck.controllers.job;

import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Random;

/** Jobs by chance, and what people change about them. */
final class RandomJob {

  private RandomJob() {}

  static JobBuilder of(Random random) {
    var completions = 1 + random.nextInt(8);
    var parallelism = 1 + random.nextInt(5);
    var job =
        switch (random.nextInt(4)) {
          case 0 -> TestJobs.job(random.nextInt(3) == 0 ? null : completions, parallelism);
          case 1 -> TestJobs.job(completions, parallelism);
          case 2 -> TestJobs.indexed(completions, parallelism);
          default -> TestJobs.limited(completions, parallelism, random.nextInt(3));
        };
    vary(job, random, completions);
    return job;
  }

  private static void vary(JobBuilder job, Random random, int completions) {
    var spec = job.buildSpec();
    var indexed = "Indexed".equals(spec.getCompletionMode());
    var edit = job.editSpec();
    edit.withSuspend(random.nextInt(6) == 0);
    if (spec.getBackoffLimitPerIndex() == null) {
      edit.withBackoffLimit(random.nextInt(12));
    } else if (random.nextBoolean()) {
      edit.withMaxFailedIndexes(random.nextInt(completions + 1));
    }
    if (random.nextInt(8) == 0) {
      edit.withActiveDeadlineSeconds(60L + random.nextInt(3000));
    }
    if (random.nextInt(3) == 0) {
      edit.withPodReplacementPolicy("Failed");
    }
    if (random.nextInt(5) == 0) {
      edit.editTemplate().editSpec().withRestartPolicy("OnFailure").endSpec().endTemplate();
    } else if (random.nextInt(3) == 0) {
      policy(edit, random, spec.getBackoffLimitPerIndex() != null);
    }
    if (indexed && random.nextInt(4) == 0) {
      edit.withNewSuccessPolicy()
          .addNewRule()
          .withSucceededCount(1 + random.nextInt(completions))
          .endRule()
          .endSuccessPolicy();
    }
    edit.endSpec();
  }

  private static void policy(
      io.fabric8.kubernetes.api.model.batch.v1.JobFluent<JobBuilder>.SpecNested<JobBuilder> edit,
      Random random,
      boolean perIndex) {
    edit.withPodReplacementPolicy("Failed")
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .addNewRule()
        .withAction(perIndex ? "FailIndex" : "Count")
        .withNewOnExitCodes()
        .withOperator("In")
        .withValues(42)
        .endOnExitCodes()
        .endRule()
        .addNewRule()
        .withAction(random.nextInt(4) == 0 ? "FailJob" : "Ignore")
        .withNewOnExitCodes()
        .withOperator("In")
        .withValues(43)
        .endOnExitCodes()
        .endRule()
        .endPodFailurePolicy();
  }

  /** An edit that the API server allows. */
  static JobBuilder edit(JobBuilder job, Random random) {
    var spec = job.buildSpec();
    var elastic =
        "Indexed".equals(spec.getCompletionMode())
            && spec.getSuccessPolicy() == null
            && spec.getCompletions().equals(spec.getParallelism());
    return switch (random.nextInt(3)) {
      case 0 -> job.editSpec().withSuspend(!spec.getSuspend()).endSpec();
      case 1 -> {
        var size = 1 + random.nextInt(6);
        yield elastic
            ? job.editSpec().withParallelism(size).withCompletions(size).endSpec()
            : job.editSpec().withParallelism(random.nextInt(6)).endSpec();
      }
      default -> job.editSpec().withActiveDeadlineSeconds(60L + random.nextInt(6000)).endSpec();
    };
  }

  /** So that it comes to an end. */
  static JobBuilder start(JobBuilder job) {
    return job.editSpec()
        .withSuspend(false)
        .withParallelism(Math.max(1, job.buildSpec().getParallelism()))
        .endSpec();
  }
}
