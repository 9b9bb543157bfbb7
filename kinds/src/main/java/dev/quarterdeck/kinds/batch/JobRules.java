package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** Defaults and rules of a job's spec, in Jobs and in CronJobs' templates. */
final class JobRules {

  private static final List<String> COUNTS =
      List.of(
          "parallelism",
          "completions",
          "activeDeadlineSeconds",
          "backoffLimit",
          "ttlSecondsAfterFinished");

  private JobRules() {}

  static void applyDefaults(ObjectNode spec) {
    fill(spec, "parallelism", 1);
    fill(spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    fill(spec, "completionMode", "NonIndexed");
    fill(spec, "suspend", false);
    fill(spec, "manualSelector", false);
    fill(
        spec,
        "podReplacementPolicy",
        spec.path("podFailurePolicy").isObject() ? "Failed" : "TerminatingOrFailed");
    PodTemplate.applyDefaults(spec);
  }

  static void check(Field spec) {
    COUNTS.forEach(name -> spec.get(name).notNegative());
    if (spec.get("selector").present()) {
      SelectorRules.check(spec.get("selector"));
    }
    PodTemplate.check(spec.get("template"));
    var policy = spec.get("template", "spec", "restartPolicy");
    if (!List.of("OnFailure", "Never").contains(policy.text())) {
      policy.notSupported(List.of("OnFailure", "Never"));
    }
    spec.get("completionMode").oneOf(List.of("Indexed", "NonIndexed"));
    if (spec.get("completionMode").text().equals("Indexed") && spec.get("completions").absent()) {
      spec.get("completions").required("when completion mode is Indexed");
    }
  }

  static void checkUpdate(Field spec, JsonNode old) {
    var suspended = old.path("suspend").asBoolean(false);
    for (var name : List.of("selector", "completionMode", "podFailurePolicy")) {
      spec.get(name).unchanged(old.path(name));
    }
    if (!suspended) {
      spec.get("template").unchanged(old.path("template"));
    }
  }
}
