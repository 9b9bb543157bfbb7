package dev.quarterdeck.apiserver.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client heard, without what differs from one server to the next (times, uids, revisions).
 *
 * @param objects one, a list's items, or a watch's events
 */
record Heard(int code, List<JsonNode> objects, String failure, List<String> warnings) {

  private static final Set<String> VARYING =
      Set.of(
          "uid", "creationTimestamp", "deletionTimestamp", "resourceVersion", "time", "clusterIP");

  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  static Heard objects(int code, List<ObjectNode> objects, List<String> warnings) {
    var bare = new ArrayList<JsonNode>();
    objects.forEach(object -> bare.add(bare(object)));
    return new Heard(code, bare, "", warnings);
  }

  /**
   * @param status Kubernetes' own, as JSON
   */
  static Heard failure(ObjectNode status, List<String> warnings) {
    status.remove(List.of("kind", "apiVersion", "metadata", "status"));
    return new Heard(
        status.path("code").asInt(),
        List.of(),
        UID.matcher(bare(status).toString()).replaceAll("UID"),
        warnings);
  }

  private static JsonNode bare(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        object.remove(VARYING);
        object.forEach(Heard::bare);
        if (object.get("managedFields") instanceof ArrayNode owners) {
          inOneOrder(owners);
        }
      }
      default -> node.forEach(Heard::bare);
    }
    return node;
  }

  /** The server orders owners by the second of their last write, which two servers do not share. */
  private static void inOneOrder(ArrayNode owners) {
    var sorted = new ArrayList<JsonNode>();
    owners.forEach(sorted::add);
    sorted.sort(Comparator.comparing(JsonNode::toString));
    owners.removeAll().addAll(sorted);
  }

  static ObjectNode event(String type, ObjectNode object) {
    var event = Json.object().put("type", type);
    event.set("object", object);
    return event;
  }
}
