package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.Optional;

/** Reads and sets the conditions of a definition. */
public final class Conditions {

  private Conditions() {}

  /**
   * One condition, without its time.
   *
   * @param status {@code True}, {@code False} or {@code Unknown}
   */
  public record Condition(String type, String status, String reason, String message) {}

  /** Whether the condition is there and True. */
  public static boolean isTrue(ObjectNode definition, String type) {
    return find(definition, type)
        .map(c -> c.path("status").asText("").equals("True"))
        .orElse(false);
  }

  private static Optional<ObjectNode> find(ObjectNode definition, String type) {
    return Tree.objects(definition.path("status"), "conditions").stream()
        .filter(condition -> condition.path("type").asText("").equals(type))
        .findFirst();
  }

  /**
   * Sets a condition; its time moves only with its status.
   *
   * @param now RFC 3339
   * @return whether anything changed
   */
  public static boolean set(ObjectNode definition, Condition wanted, String now) {
    var known = find(definition, wanted.type);
    if (known.isPresent() && same(known.get(), wanted)) {
      return false;
    }
    var node = known.orElseGet(() -> conditions(Tree.child(definition, "status")).addObject());
    var moved = !node.path("status").asText("").equals(wanted.status);
    node.put("type", wanted.type).put("status", wanted.status);
    if (moved) {
      node.put("lastTransitionTime", now);
    }
    node.put("reason", wanted.reason).put("message", wanted.message);
    return true;
  }

  private static boolean same(ObjectNode node, Condition wanted) {
    return node.path("status").asText("").equals(wanted.status)
        && node.path("reason").asText("").equals(wanted.reason)
        && node.path("message").asText("").equals(wanted.message);
  }

  private static ArrayNode conditions(ObjectNode status) {
    return status.get("conditions") instanceof ArrayNode array
        ? array
        : status.putArray("conditions");
  }
}
