package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Job finds its pods by its own uid, so that no two jobs count the same pods. Its labels have two
 * names each, of which the shorter ones are from before labels of Kubernetes had a prefix.
 */
final class GeneratedSelector {

  private static final String PREFIX = "batch.kubernetes.io/";
  private static final String UID = "controller-uid";
  private static final String NAME = "job-name";

  private GeneratedSelector() {}

  /** Fills in what the client left out; what it filled in otherwise is refused afterwards. */
  static void fill(ObjectNode job) {
    var spec = child(job, "spec");
    if (spec.path("manualSelector").asBoolean(false)) {
      return;
    }
    var labels = child(child(child(spec, "template"), "metadata"), "labels");
    expected(job, true).forEach((label, value) -> Tree.fill(labels, label, value));
    var match = child(child(spec, "selector"), "matchLabels");
    Tree.fill(match, PREFIX + UID, Tree.text(job, "/metadata/uid"));
  }

  private static Map<String, String> expected(JsonNode job, boolean prefixed) {
    var labels = new LinkedHashMap<String, String>();
    for (var prefix : prefixed ? List.of("", PREFIX) : List.of("")) {
      labels.put(prefix + UID, Tree.text(job, "/metadata/uid"));
      labels.put(prefix + NAME, Tree.text(job, "/metadata/name"));
    }
    return labels;
  }

  /** Jobs of old have the labels without prefix only. */
  static boolean hasPrefixedLabels(JsonNode job) {
    var labels = job.at("/spec/template/metadata/labels");
    return labels.has(PREFIX + UID) && labels.has(PREFIX + NAME);
  }

  /** Refuses a template or selector that is not as generated, unless the client wants it so. */
  static void check(Field job, boolean prefixed) {
    if (job.get("spec", "manualSelector").isTrue() || job.get("spec", "selector").absent()) {
      return;
    }
    var labels = job.get("spec", "template", "metadata", "labels");
    var expected = expected(job.node(), prefixed);
    expected.forEach((label, value) -> check(labels, label, value));
    var selector = job.get("spec", "selector");
    if (SelectorRules.read(selector.node()).filter(s -> !s.matches(expected)).isPresent()) {
      selector.invalid("`selector` not auto-generated");
    }
  }

  private static void check(Field labels, String label, String value) {
    var field = labels.key(label);
    if (!labels.node().has(label)) {
      field.required("must be '" + value + "'");
    } else if (!field.text().equals(value)) {
      field.invalid(labels.node(), "must be '" + value + "'");
    }
  }

  /** Whoever chose it, a job's selector matches its pods. */
  static void checkMatch(Field spec) {
    var selector = spec.get("selector");
    if (selector.absent()) {
      selector.required("");
      return;
    }
    var labels = spec.get("template", "metadata", "labels");
    if (SelectorRules.read(selector.node())
        .filter(s -> !s.matches(Tree.textMap(labels.node())))
        .isPresent()) {
      labels.invalid("`selector` does not match template `labels`");
    }
  }
}
