package dev.quarterdeck.kinds.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** The rules all kinds share that keep pods from a template. */
public final class WorkloadRules {

  private WorkloadRules() {}

  /**
   * Selector and template, and that they fit.
   *
   * @param kind as the message on an empty selector names it
   */
  public static void selectorAndTemplate(Field spec, String kind) {
    var selector = spec.get("selector");
    if (selector.absent()) {
      selector.required("");
    } else {
      SelectorRules.check(selector);
      if (SelectorRules.isEmpty(selector.node())) {
        selector.invalid("empty selector is invalid for " + kind);
      } else {
        matches(selector, spec.get("template", "metadata", "labels"));
      }
    }
    PodTemplate.check(spec.get("template"));
  }

  private static void matches(Field selector, Field labels) {
    SelectorRules.read(selector.node())
        .filter(read -> !read.matches(Tree.textMap(labels.node())))
        .ifPresent(
            read ->
                labels.invalid(
                    labels.node().isMissingNode() ? "{}" : labels.node(),
                    "`selector` does not match template `labels`"));
  }

  /** Pods that are kept running are always restarted and never run out of time. */
  public static void runsForever(Field podSpec, String kind) {
    var policy = podSpec.get("restartPolicy");
    if (!policy.text().equals("Always")) {
      policy.notSupported(List.of("Always"));
    }
    if (podSpec.get("activeDeadlineSeconds").present()) {
      podSpec
          .get("activeDeadlineSeconds")
          .forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }

  /** A workload selects the same pods as long as it lives. */
  public static void selectorIsImmutable(Field spec, JsonNode oldSpec) {
    spec.get("selector").unchanged(oldSpec.path("selector"));
  }
}
