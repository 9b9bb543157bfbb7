package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Drops owners that an object names twice, as Kubernetes does with a warning. */
final class OwnerReferences {

  private static final String TWICE =
      ".metadata.ownerReferences contains duplicate entries%s; API server dedups owner references"
          + " in 1.20+, and may reject such requests as early as 1.24; please fix your requests;"
          + " duplicate UID(s) observed: %s";

  private OwnerReferences() {}

  /** In what a client sent. */
  static void dedupe(ObjectNode object, Consumer<String> warnings) {
    dedupe(object, "", warnings);
  }

  /** In what the admission plugins made of it. */
  static void dedupeMutated(ObjectNode object, Consumer<String> warnings) {
    dedupe(object, " after mutating admission happens", warnings);
  }

  private static void dedupe(ObjectNode object, String when, Consumer<String> warnings) {
    if (!(object.path("metadata").get("ownerReferences") instanceof ArrayNode owners)
        || owners.size() < 2) {
      return;
    }
    var seen = new HashSet<JsonNode>();
    var once = Json.array();
    var twice = new StringJoiner(", ");
    for (var owner : owners) {
      if (seen.add(owner)) {
        once.add(owner);
      } else {
        twice.add(owner.path("uid").asText(""));
      }
    }
    if (once.size() < owners.size()) {
      warnings.accept(TWICE.formatted(when, twice));
      ((ObjectNode) object.get("metadata")).set("ownerReferences", once);
    }
  }
}
