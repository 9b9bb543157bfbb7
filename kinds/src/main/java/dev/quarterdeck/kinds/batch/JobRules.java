package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;

/** Defaults and rules of a job's spec, in Jobs and in CronJobs' templates. */
final class JobRules {

  private static final List<String> PREFIXES = List.of("", "batch.kubernetes.io/");

  private JobRules() {}

  /** A Job finds its pods by its own uid, under the label's new and old names. */
  static void prepare(ObjectNode job) {
    var spec = child(job, "spec");
    if (spec.path("manualSelector").asBoolean(false)) {
      return;
    }
    var uid = Tree.text(job, "/metadata/uid");
    var labels = child(child(child(spec, "template"), "metadata"), "labels");
    for (var prefix : PREFIXES) {
      labels.put(prefix + "controller-uid", uid);
      labels.put(prefix + "job-name", Tree.text(job, "/metadata/name"));
    }
    if (Tree.absent(spec.get("selector"))) {
      spec.putObject("selector")
          .putObject("matchLabels")
          .put("batch.kubernetes.io/controller-uid", uid);
    }
  }

  static void applyDefaultsOfJob(ObjectNode job) {
    var spec = child(job, "spec");
    if (Tree.absent(spec.get("completions")) && Tree.absent(spec.get("parallelism"))) {
      spec.put("completions", 1);
    }
    applyDefaults(spec);
  }

  static void applyDefaults(ObjectNode spec) {
    fill(spec, "parallelism", 1);
    fill(spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    fill(
        spec,
        "podReplacementPolicy",
        spec.path("podFailurePolicy").isObject() ? "Failed" : "TerminatingOrFailed");
    PodTemplate.applyDefaults(spec);
  }

  static void check(Field spec) {
    PodTemplate.check(spec.get("template"));
    var policy = spec.get("template", "spec", "restartPolicy");
    if (!List.of("OnFailure", "Never").contains(policy.text())) {
      policy.notSupported(List.of("OnFailure", "Never"));
    }
    if (spec.get("completionMode").text().equals("Indexed") && spec.get("completions").absent()) {
      spec.get("completions").required("when completion mode is Indexed");
    }
  }
}
