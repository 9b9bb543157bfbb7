package dev.quarterdeck.kinds.flowcontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whether the priority level a FlowSchema names is there: its condition Dangling. Pure. */
public final class FlowSchemaStatus {

  private static final String TYPE = "Dangling";

  private FlowSchemaStatus() {}

  /**
   * The schema with its condition set right; empty when it is already.
   *
   * @param levels the names of all priority levels
   */
  public static Optional<ObjectNode> update(ObjectNode schema, Set<String> levels, Instant now) {
    var level = Tree.text(schema, "/spec/priorityLevelConfiguration/name");
    var dangling = levels.contains(level) ? "False" : "True";
    for (var condition : Tree.objects(schema.path("status"), "conditions")) {
      if (Tree.text(condition, "/type").equals(TYPE)
          && Tree.text(condition, "/status").equals(dangling)) {
        return Optional.empty();
      }
    }
    var updated = schema.deepCopy();
    Tree.child(updated, "status")
        .putArray("conditions")
        .addObject()
        .put("type", TYPE)
        .put("status", dangling)
        .put("lastTransitionTime", now.toString())
        .put("reason", dangling.equals("True") ? "NotFound" : "Found")
        .put(
            "message",
            "This FlowSchema references the PriorityLevelConfiguration object named \"%s\" %s"
                .formatted(
                    level,
                    dangling.equals("True") ? "but there is no such object" : "and it exists"));
    return Optional.of(updated);
  }
}
