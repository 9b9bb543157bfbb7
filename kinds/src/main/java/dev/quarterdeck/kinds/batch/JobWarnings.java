package dev.quarterdeck.kinds.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodWarnings;
import dev.quarterdeck.kinds.workload.WorkloadWarnings;
import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;

/** Advice on jobs and on what makes them. */
final class JobWarnings {

  private static final int MANY_COMPLETIONS = 100_000;
  private static final int MUCH_PARALLELISM = 10_000;

  private JobWarnings() {}

  static List<String> ofJob(ObjectNode job, ObjectNode old) {
    var warnings = new ArrayList<String>();
    WorkloadWarnings.name(job, old, warnings);
    if (WorkloadWarnings.isNews(job, old)) {
      spec(Field.root(job).get("spec"), warnings);
    }
    return warnings;
  }

  static List<String> ofCronJob(ObjectNode cronJob, ObjectNode old) {
    var warnings = new ArrayList<String>();
    var spec = Field.root(cronJob).get("spec");
    WorkloadWarnings.name(cronJob, old, warnings);
    if (WorkloadWarnings.isNews(cronJob, old)) {
      spec(spec.get("jobTemplate", "spec"), warnings);
    }
    if (old != null && spec.get("schedule").text().contains("TZ")) {
      warnings.add(
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
              + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
              + " details");
    }
    return warnings;
  }

  private static void spec(Field spec, List<String> warnings) {
    if (spec.get("completionMode").text().equals("Indexed")
        && spec.get("completions").number() > MANY_COMPLETIONS
        && spec.get("parallelism").number() > MUCH_PARALLELISM) {
      warnings.add(
          spec.path()
              + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
              + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a"
              + " big number of indexes fail");
    }
    warnings.addAll(PodWarnings.ofTemplate(spec.get("template")));
  }
}
