package dev.quarterdeck.agent.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;

/**
 * Writes a pod's status as a strategic merge patch. The patch replaces the fields that the agent
 * owns and does not mention the others: it replaces lists that would merge by key, and sets a field
 * that the status lacks to null.
 */
final class StatusPatch {

  private StatusPatch() {}

  static ObjectNode of(String uid, PodStatus status) {
    var body = Json.parseObject(Serialization.asJson(status).getBytes(StandardCharsets.UTF_8));
    nullUnlessSet(body, "reason", "message", "podIP");
    if (body.path("conditions") instanceof ArrayNode conditions) {
      conditions.forEach(condition -> nullUnlessSet((ObjectNode) condition, "reason", "message"));
    }
    replaceList(body, "podIPs");
    replaceList(body, "hostIPs");
    var patch = Json.object();
    patch.putObject("metadata").put("uid", uid);
    patch.set("status", body);
    return patch;
  }

  private static void nullUnlessSet(ObjectNode node, String... fields) {
    for (var field : fields) {
      if (!node.has(field)) {
        node.putNull(field);
      }
    }
  }

  private static void replaceList(ObjectNode body, String field) {
    if (body.path(field) instanceof ArrayNode list && !list.isEmpty()) {
      list.insertObject(0).put("$patch", "replace");
    } else {
      body.putNull(field);
    }
  }
}
