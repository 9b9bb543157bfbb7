package dev.quarterdeck.kinds.batch;

import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** Rules of a job's spec, in Jobs and in CronJobs' templates. */
final class JobRules {

  private static final List<String> RESTARTS = List.of("OnFailure", "Never");
  private static final int MAX_MANAGED_BY = 63;

  private JobRules() {}

  static void checkJob(Field job) {
    check(job.get("spec"));
    GeneratedSelector.checkMatch(job.get("spec"));
    IndexedJobRules.checkHostnames(job);
  }

  static void check(Field spec) {
    if (spec.get("maxFailedIndexes").present() && spec.get("backoffLimitPerIndex").absent()) {
      spec.get("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
    }
    var managedBy = spec.get("managedBy");
    if (managedBy.present()) {
      Names.domainPrefixedPath(managedBy);
      if (managedBy.text().length() > MAX_MANAGED_BY) {
        managedBy.tooLong(MAX_MANAGED_BY);
      }
    }
    if (isIndexed(spec)) {
      IndexedJobRules.check(spec);
    } else {
      notIndexed(spec);
    }
    JobPolicyRules.check(spec);
    PodTemplate.check(spec.get("template"));
    restart(spec);
  }

  static boolean isIndexed(Field spec) {
    return spec.get("completionMode").text().equals("Indexed");
  }

  private static void notIndexed(Field spec) {
    for (var name : List.of("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")) {
      if (spec.get(name).present()) {
        spec.get(name).invalid("requires indexed completion mode");
      }
    }
  }

  private static void restart(Field spec) {
    var policy = spec.get("template", "spec", "restartPolicy");
    if (policy.absent() || policy.text().equals("Always")) {
      policy.required("valid values: \"OnFailure\", \"Never\"");
    } else if (!RESTARTS.contains(policy.text())) {
      policy.notSupported(RESTARTS);
    } else if (spec.get("podFailurePolicy").present() && !policy.text().equals("Never")) {
      policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
    }
  }
}
