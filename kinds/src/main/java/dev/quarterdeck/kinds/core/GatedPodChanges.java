package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.validation.Field;

/**
 * How a pod that waits at scheduling gates may change beyond other pods: it may be restricted to
 * fewer of the nodes that it could run on, never led to others (KEP-3838).
 */
final class GatedPodChanges {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private GatedPodChanges() {}

  /** Reports what does more than to restrict the pod to fewer nodes. */
  static void check(Field spec, JsonNode old) {
    selector(spec.get("nodeSelector"), old.path("nodeSelector"));
    terms(
        spec.get("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"),
        old.at("/affinity/nodeAffinity/" + REQUIRED + "/nodeSelectorTerms"));
  }

  private static void selector(Field selector, JsonNode old) {
    for (var label : old.properties()) {
      if (!label.getValue().equals(selector.node().get(label.getKey()))) {
        selector.invalid(
            selector.node(),
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        return;
      }
    }
  }

  private static void terms(Field terms, JsonNode old) {
    if (old.isEmpty()) {
      return;
    }
    if (terms.node().size() != old.size()) {
      terms.invalid(
          terms.node(), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (var i = 0; i < old.size(); i++) {
      if (!restricts(terms.index(i).node(), old.get(i))) {
        terms
            .index(i)
            .invalid(
                terms.index(i).node(), "only additions are allowed (no mutations or deletions)");
      }
    }
  }

  /** An empty term selects no node, which nothing can restrict. */
  private static boolean restricts(JsonNode term, JsonNode old) {
    var expressions = old.path("matchExpressions");
    var fields = old.path("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return term.path("matchExpressions").isEmpty() && term.path("matchFields").isEmpty();
    }
    return startsWith(term.path("matchExpressions"), expressions)
        && startsWith(term.path("matchFields"), fields);
  }

  private static boolean startsWith(JsonNode list, JsonNode start) {
    for (var i = 0; i < start.size(); i++) {
      if (!start.get(i).equals(list.get(i))) {
        return false;
      }
    }
    return true;
  }
}
