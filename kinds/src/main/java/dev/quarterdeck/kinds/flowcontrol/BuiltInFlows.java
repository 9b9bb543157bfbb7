package dev.quarterdeck.kinds.flowcontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The FlowSchemas and priority levels every cluster begins with (<a
 * href="https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#default-flowcontrol-objects">mandatory
 * and suggested</a>), read from a resource when asked for: nobody needs them after the start.
 */
public final class BuiltInFlows {

  private static final Set<String> FIXED = Set.of("exempt", "catch-all");

  private BuiltInFlows() {}

  /** All of one kind, complete with defaults, for the caller to keep. */
  public static List<ObjectNode> of(String kind) {
    return read().filter(flow -> flow.path("kind").asText().equals(kind)).toList();
  }

  /** The mandatory FlowSchema of that name, whose spec may not differ. */
  static Optional<ObjectNode> schema(String name) {
    return fixed("FlowSchema", name);
  }

  /** The mandatory priority level of that name. */
  static Optional<ObjectNode> level(String name) {
    return fixed("PriorityLevelConfiguration", name);
  }

  private static Optional<ObjectNode> fixed(String kind, String name) {
    if (!FIXED.contains(name)) {
      return Optional.empty();
    }
    return of(kind).stream()
        .filter(flow -> flow.path("metadata").path("name").asText().equals(name))
        .findFirst();
  }

  private static Stream<ObjectNode> read() {
    try (var in = BuiltInFlows.class.getResourceAsStream("flows.json")) {
      var flows = Json.parse(in.readAllBytes());
      return flows.valueStream().map(ObjectNode.class::cast).map(ObjectNode::deepCopy);
    } catch (IOException e) {
      throw new UncheckedIOException("flows.json belongs to the server", e);
    }
  }
}
