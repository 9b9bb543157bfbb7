package dev.quarterdeck.kinds.batch;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** Rules of Indexed jobs: what keeps their statuses short. */
final class IndexedJobRules {

  private static final int MOST_AT_ONCE = 100_000;

  /** With more completions than this, fewer may run and fail. */
  private static final int MANY = 100_000;

  private static final int MOST_AT_ONCE_OF_MANY = 10_000;

  private IndexedJobRules() {}

  static void check(Field spec) {
    var completions = spec.get("completions");
    var parallelism = spec.get("parallelism");
    var failed = spec.get("maxFailedIndexes");
    if (completions.absent()) {
      completions.required("when completion mode is Indexed");
    }
    if (parallelism.number() > MOST_AT_ONCE) {
      parallelism.invalid(atMost(MOST_AT_ONCE) + " when completion mode is Indexed");
    }
    if (completions.present() && failed.number() > completions.number()) {
      failed.invalid("must be less than or equal to completions");
    }
    if (failed.number() > MOST_AT_ONCE) {
      failed.invalid(atMost(MOST_AT_ONCE));
    }
    if (completions.number() > MANY && spec.get("backoffLimitPerIndex").present()) {
      many(parallelism, failed);
    }
  }

  private static void many(Field parallelism, Field failed) {
    if (failed.absent()) {
      failed.required("must be specified when completions is above " + MANY);
    }
    var detail =
        "%s when completions are above %d and used with backoff limit per index"
            .formatted(atMost(MOST_AT_ONCE_OF_MANY), MANY);
    if (parallelism.number() > MOST_AT_ONCE_OF_MANY) {
      parallelism.invalid(detail);
    }
    if (failed.number() > MOST_AT_ONCE_OF_MANY) {
      failed.invalid(detail);
    }
  }

  private static String atMost(int limit) {
    return "must be less than or equal to " + limit;
  }

  /** The name of the last pod's host must be one: otherwise its pod could not be made. */
  static void checkHostnames(Field job) {
    var completions = job.get("spec", "completions").number();
    if (JobRules.isIndexed(job.get("spec")) && completions > 0) {
      var name = job.get("metadata", "name");
      var hostname = name.text() + "-" + (completions - 1);
      if (!Names.dns1123Label(hostname).isEmpty()) {
        name.invalid("will not able to create pod with invalid DNS label: " + hostname);
      }
    }
  }
}
