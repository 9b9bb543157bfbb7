package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.Tree;

/** What a Job is filled with, and the template of a CronJob is not. */
final class JobDefaults {

  private JobDefaults() {}

  static void apply(ObjectNode job) {
    var spec = child(job, "spec");
    if (Tree.absent(spec.get("completions")) && Tree.absent(spec.get("parallelism"))) {
      spec.put("completions", 1);
    }
    fill(spec, "parallelism", 1);
    fill(
        spec,
        "backoffLimit",
        Tree.absent(spec.get("backoffLimitPerIndex")) ? 6 : Integer.MAX_VALUE);
    fill(spec, "completionMode", "NonIndexed");
    fill(spec, "suspend", false);
    fill(spec, "manualSelector", false);
    fill(
        spec,
        "podReplacementPolicy",
        Tree.absent(spec.get("podFailurePolicy")) ? "TerminatingOrFailed" : "Failed");
    PodTemplate.applyDefaults(spec);
    labels(job);
  }

  /** A job without labels has those of its pods. */
  private static void labels(ObjectNode job) {
    var labels = job.at("/spec/template/metadata/labels");
    var own = job.at("/metadata/labels");
    if (labels.isObject() && !labels.isEmpty() && (Tree.absent(own) || own.isEmpty())) {
      child(job, "metadata").set("labels", labels.deepCopy());
    }
  }
}
