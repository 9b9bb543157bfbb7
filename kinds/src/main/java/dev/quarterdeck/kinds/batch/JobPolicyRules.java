package dev.quarterdeck.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.batch.IndexSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of a job's policies: what its pods' failures mean, and when it has succeeded. */
final class JobPolicyRules {

  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final List<String> REPLACEMENTS = List.of("Failed", "TerminatingOrFailed");
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;
  private static final int MAX_PATTERNS = 20;
  private static final int MAX_INDEXES = 64 * 1024;

  private JobPolicyRules() {}

  static void check(Field spec) {
    var failure = spec.get("podFailurePolicy");
    if (failure.present()) {
      failure.get("rules").atMost(MAX_RULES);
      var containers = containers(spec.get("template", "spec"));
      failure.get("rules").items().forEach(rule -> failure(spec, rule, containers));
    }
    if (spec.get("successPolicy").present() && JobRules.isIndexed(spec)) {
      success(spec);
    }
    spec.get("podReplacementPolicy").noneBut(failure.present() ? List.of("Failed") : REPLACEMENTS);
  }

  private static Set<String> containers(Field pod) {
    var names = new HashSet<String>();
    for (var list : List.of("containers", "initContainers")) {
      pod.get(list).items().forEach(container -> names.add(container.get("name").text()));
    }
    return names;
  }

  private static void failure(Field spec, Field rule, Set<String> containers) {
    var action = rule.get("action");
    if (action.absent()) {
      action.required("valid values: " + quoted(ACTIONS));
    } else if (!ACTIONS.contains(action.text())) {
      action.notSupported(ACTIONS);
    } else if (action.text().equals("FailIndex") && spec.get("backoffLimitPerIndex").absent()) {
      action.invalid("requires the backoffLimitPerIndex to be set");
    }
    var codes = rule.get("onExitCodes");
    var conditions = rule.get("onPodConditions");
    if (codes.present()) {
      exitCodes(codes, containers);
    }
    conditions.atMost(MAX_PATTERNS);
    conditions.items().forEach(JobPolicyRules::condition);
    if (codes.present() == !conditions.items().isEmpty()) {
      rule.invalid(
          null,
          codes.present()
              ? "specifying both OnExitCodes and OnPodConditions is not supported"
              : "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private static String quoted(List<String> words) {
    return "[\"" + String.join("\" \"", words) + "\"]";
  }

  private static void condition(Field pattern) {
    pattern.get("type").invalidFor(Names.qualified(pattern.get("type").text()));
    if (pattern.get("status").absent()) {
      pattern.get("status").required("valid values: " + quoted(STATUSES));
    } else {
      pattern.get("status").noneBut(STATUSES);
    }
  }

  private static void exitCodes(Field codes, Set<String> containers) {
    var operator = codes.get("operator");
    if (operator.absent()) {
      operator.required("valid values: " + quoted(OPERATORS));
    } else {
      operator.noneBut(OPERATORS);
    }
    var container = codes.get("containerName");
    if (container.present() && !containers.contains(container.text())) {
      container.invalid("must be one of the container or initContainer names in the pod template");
    }
    var values = codes.get("values");
    if (values.items().isEmpty()) {
      values.invalid("at least one value is required");
    }
    values.atMost(MAX_EXIT_CODES);
    values(values, operator.text());
  }

  private static void values(Field values, String operator) {
    var seen = new HashSet<Long>();
    var last = Long.MIN_VALUE;
    var ordered = true;
    for (var value : values.items()) {
      if (operator.equals("In") && value.number() == 0) {
        value.invalid("must not be 0 for the In operator");
      }
      if (!seen.add(value.number())) {
        value.duplicate();
      }
      ordered &= last <= value.number();
      last = value.number();
    }
    if (!ordered) {
      values.invalid("must be ordered");
    }
  }

  private static void success(Field spec) {
    var rules = spec.get("successPolicy", "rules");
    if (rules.items().isEmpty()) {
      rules.required("at least one rules must be specified when the successPolicy is specified");
    }
    rules.atMost(MAX_RULES);
    var completions = Math.clamp(spec.get("completions").number(), 0, Integer.MAX_VALUE);
    rules.items().forEach(rule -> success(rule, completions));
  }

  private static void success(Field rule, int completions) {
    var indexes = rule.get("succeededIndexes");
    var count = rule.get("succeededCount");
    if (isMissing(indexes.node()) && isMissing(count.node())) {
      rule.required("at least one of succeededCount or succeededIndexes must be specified");
    }
    var total = isMissing(indexes.node()) ? completions : indexes(indexes, completions);
    count.notNegative();
    if (count.number() > completions) {
      count.invalid(
          "must be less than or equal to %d (the number of specified completions)"
              .formatted(completions));
    }
    if (!isMissing(indexes.node()) && count.number() > total) {
      count.invalid(
          ("must be less than or equal to %d (the number of indexes in the specified"
                  + " succeededIndexes field)")
              .formatted(total));
    }
  }

  /** Empty text is something, too. */
  private static boolean isMissing(JsonNode node) {
    return node.isMissingNode() || node.isNull() || Tree.absent(node) && !node.isTextual();
  }

  private static int indexes(Field indexes, int completions) {
    if (indexes.text().length() > MAX_INDEXES) {
      indexes.tooLong(MAX_INDEXES);
    }
    try {
      return IndexSet.parse(indexes.text(), completions).size();
    } catch (IllegalArgumentException e) {
      indexes.invalid("error parsing succeededIndexes: " + e.getMessage());
      return 0;
    }
  }
}
