package dev.quarterdeck.kinds.workload;

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
    selectorAndTemplate(spec, spec.get("template"), kind);
  }

  /**
   * As the other, for a template that becomes another before pods are made from it.
   *
   * @param template what it becomes, at the place where it is
   */
  public static void selectorAndTemplate(Field spec, Field template, String kind) {
    var selector = spec.get("selector");
    if (selector.absent()) {
      selector.required("");
    } else {
      SelectorRules.check(selector);
      if (SelectorRules.isEmpty(selector.node())) {
        selector.invalid("empty selector is invalid for " + kind);
      } else {
        var labels = template.get("metadata", "labels");
        SelectorRules.read(selector.node())
            .filter(read -> !read.matches(Tree.textMap(labels.node())))
            .ifPresent(read -> doesNotMatch(labels));
      }
    }
    PodTemplate.check(template);
  }

  /** Refuses a template's labels, which the selector does not find. */
  public static void doesNotMatch(Field labels) {
    labels.invalid(
        labels.given() ? labels.node() : "{}", "`selector` does not match template `labels`");
  }

  /** Pods that are kept running are always restarted and never run out of time. */
  public static void runsForever(Field podSpec, String kind) {
    var policy = podSpec.get("restartPolicy");
    if (!policy.text().equals("Always")) {
      policy.notSupported(List.of("Always"));
    }
    var deadline = podSpec.get("activeDeadlineSeconds");
    if (deadline.present()) {
      deadline.forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }
}
