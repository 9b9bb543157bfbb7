package dev.quarterdeck.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.machinery.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What tables show of a Job. */
final class JobCells {

  private JobCells() {}

  static String status(JsonNode job) {
    for (var type : List.of("Complete", "Failed")) {
      if (JobStatusRules.holds(job, type)) {
        return type;
      }
    }
    if (!Tree.absent(job.path("metadata").get("deletionTimestamp"))) {
      return "Terminating";
    }
    for (var type : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      if (JobStatusRules.holds(job, type)) {
        return type;
      }
    }
    return "Running";
  }

  static String completions(JsonNode job) {
    var done = job.at("/status/succeeded").asLong(0);
    if (job.at("/spec/completions").isNumber()) {
      return done + "/" + job.at("/spec/completions").asLong();
    }
    var parallelism = job.at("/spec/parallelism").asLong(0);
    return parallelism > 1 ? done + "/1 of " + parallelism : done + "/1";
  }

  static String duration(JsonNode job, Instant now) {
    var start = Tree.text(job, "/status/startTime");
    var end = Tree.text(job, "/status/completionTime");
    if (start.isEmpty()) {
      return "";
    }
    return end.isEmpty()
        ? Ages.since(start, now)
        : Ages.human(Duration.between(Instant.parse(start), Instant.parse(end)));
  }
}
