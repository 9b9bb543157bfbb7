package dev.quarterdeck.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.batch.IndexSet;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a job's status may become, whichever controller writes it. A rule is applied when what it is
 * about changes: a spec may have been edited so that an old status is at odds with it.
 */
final class JobStatusRules {

  private static final List<String> COUNTS =
      List.of("active", "succeeded", "failed", "ready", "terminating");

  private final Field status;
  private final JsonNode job;
  private final JsonNode old;

  private JobStatusRules(Field object, JsonNode old) {
    status = object.get("status");
    job = object.node();
    this.old = old;
  }

  static void check(Field object, JsonNode old) {
    var rules = new JobStatusRules(object, old);
    COUNTS.forEach(name -> object.get("status", name).notNegative());
    rules.uncounted();
    rules.conditions();
    rules.finished();
    rules.indexes();
    rules.times();
    rules.monotony();
  }

  /** Whether the job has a condition of that type with status True. */
  static boolean holds(JsonNode job, String type) {
    for (var condition : job.at("/status/conditions")) {
      if (type.equals(condition.path("type").asText())
          && "True".equals(condition.path("status").asText())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFinished(JsonNode job) {
    return holds(job, "Complete") || holds(job, "Failed");
  }

  private boolean changed(String name) {
    return !value(job, name).equals(value(old, name));
  }

  /** Absence, zero and emptiness differ, but a missing status is an empty one. */
  private static JsonNode value(JsonNode job, String name) {
    return job.path("status").path(name);
  }

  private boolean flips(String type) {
    return holds(job, type) != holds(old, type);
  }

  private boolean finishes() {
    return isFinished(job) != isFinished(old);
  }

  private long count(String name) {
    return value(job, name).asLong(0);
  }

  private void uncounted() {
    var seen = new HashSet<String>();
    for (var list : List.of("succeeded", "failed")) {
      for (var uid : status.get("uncountedTerminatedPods", list).items()) {
        if (uid.absent()) {
          uid.invalid("must not be empty");
        } else if (!seen.add(uid.text())) {
          uid.duplicate();
        }
      }
    }
  }

  private void conditions() {
    var complete = holds(job, "Complete");
    var failed = holds(job, "Failed");
    var failing = holds(job, "FailureTarget");
    var succeeding = holds(job, "SuccessCriteriaMet");
    refuse(
        (flips("Complete") || flips("Failed")) && complete && failed,
        "cannot set Complete=True and Failed=true conditions");
    refuse(
        (flips("Complete") || flips("FailureTarget")) && complete && failing,
        "cannot set Complete=True and FailureTarget=true conditions");
    refuse(
        (flips("Failed") || changed("failedIndexes")) && failed && !failing,
        "cannot set Failed=True condition without the FailureTarget=true condition");
    refuse(
        (flips("Complete") || flips("SuccessCriteriaMet")) && complete && !succeeding,
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    refuse(succeeding && failed, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
    refuse(
        succeeding && failing,
        "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    refuse(
        job.at("/spec/successPolicy").isObject() && complete && !succeeding,
        "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
  }

  /** Conditions are refused as a whole, without being repeated. */
  private void refuse(boolean wrong, String detail) {
    if (wrong) {
      status.get("conditions").invalid(null, detail);
    }
  }

  private void finished() {
    var finished = isFinished(job);
    if ((finishes() || changed("active")) && finished && count("active") > 0) {
      status.get("active").invalid("active>0 is invalid for finished job");
    }
    if ((finishes() || changed("startTime"))
        && !restedToTheEnd()
        && finished
        && status.get("startTime").absent()) {
      status.get("startTime").required("startTime is required for finished job");
    }
    var uncounted = status.get("uncountedTerminatedPods");
    if ((finishes() || changed("uncountedTerminatedPods"))
        && finished
        && uncounted.node().path("succeeded").size() + uncounted.node().path("failed").size() > 0) {
      uncounted.invalid("must be empty for finished job");
    }
    if ((finishes() || changed("terminating")) && finished && count("terminating") > 0) {
      status.get("terminating").invalid("terminating>0 is invalid for finished job");
    }
    if ((changed("ready") || changed("active")) && count("ready") > count("active")) {
      status.get("ready").invalid("cannot set more ready pods than active");
    }
  }

  private boolean restedToTheEnd() {
    return job.at("/spec/suspend").asBoolean(false) && job.at("/spec/completions").asInt(-1) == 0;
  }

  private void indexes() {
    var completed = status.get("completedIndexes");
    var failed = status.get("failedIndexes");
    var indexed = "Indexed".equals(job.at("/spec/completionMode").asText());
    var limited = !Tree.absent(job.path("spec").get("backoffLimitPerIndex"));
    if (changed("completedIndexes")) {
      format(completed, "completedIndexes");
      if (completed.present() && !indexed) {
        completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
      }
    }
    if (changed("failedIndexes") && failed.node().isTextual()) {
      if (limited) {
        format(failed, "failedIndexes");
      } else {
        failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
      }
    }
    if (changed("completedIndexes") || changed("failedIndexes")) {
      overlap(completed, failed);
    }
  }

  private int completions() {
    return job.at("/spec/completions").asInt(Integer.MAX_VALUE);
  }

  private void format(Field indexes, String name) {
    try {
      IndexSet.parse(indexes.text(), completions());
    } catch (IllegalArgumentException e) {
      indexes.invalid("error parsing " + name + ": " + e.getMessage());
    }
  }

  private void overlap(Field completed, Field failed) {
    IndexSet.read(completed.text(), completions())
        .firstCommon(IndexSet.read(failed.text(), completions()))
        .ifPresent(
            index ->
                failed.invalid("failedIndexes and completedIndexes overlap at index: " + index));
  }

  private void times() {
    var complete = holds(job, "Complete");
    var completion = status.get("completionTime");
    var flips = flips("Complete") || changed("completionTime");
    if (flips && completion.present() && !complete) {
      completion.invalid("cannot set completionTime when there is no Complete=True condition");
    }
    if (flips && completion.absent() && complete) {
      completion.required("completionTime is required for Complete jobs");
    }
    var start = time(status.get("startTime"));
    if ((changed("startTime") || changed("completionTime"))
        && start.isPresent()
        && time(completion).filter(end -> end.isBefore(start.get())).isPresent()) {
      completion.invalid("must be equal to or after `startTime`");
    }
    if (completion.present()
        && !Tree.absent(value(old, "completionTime"))
        && changed("completionTime")) {
      completion.invalid("field is immutable");
    }
    if (changed("startTime")
        && !resumes()
        && !Tree.absent(value(old, "startTime"))
        && !job.at("/spec/suspend").asBoolean(false)) {
      status.get("startTime").invalid("field is immutable for unsuspended job once set");
    }
  }

  private boolean resumes() {
    return holds(old, "Suspended") && !holds(job, "Suspended");
  }

  private static Optional<Instant> time(Field field) {
    try {
      return field.absent() ? Optional.empty() : Optional.of(Instant.parse(field.text()));
    } catch (DateTimeException malformed) {
      return Optional.empty(); // The schema says so.
    }
  }

  private void monotony() {
    for (var type : List.of("Failed", "Complete", "FailureTarget")) {
      refuse(
          holds(old, type) && !holds(job, type),
          "cannot disable the terminal " + type + "=True condition");
    }
    if (count("failed") < value(old, "failed").asLong(0)) {
      status.get("failed").invalid("cannot decrease the failed counter");
    }
    if (!isElastic() && count("succeeded") < value(old, "succeeded").asLong(0)) {
      status.get("succeeded").invalid("cannot decrease the succeeded counter");
    }
    refuse(
        holds(old, "SuccessCriteriaMet") && !holds(job, "SuccessCriteriaMet"),
        "cannot disable the SuccessCriteriaMet=True condition");
    refuse(
        holds(old, "Complete")
            && !holds(old, "SuccessCriteriaMet")
            && holds(job, "SuccessCriteriaMet"),
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
  }

  private boolean isElastic() {
    return "Indexed".equals(job.at("/spec/completionMode").asText())
        && job.at("/spec/completions").equals(job.at("/spec/parallelism"));
  }
}
