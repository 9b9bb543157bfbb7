package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;

/** JSON merge patch, RFC 7386: {@code application/merge-patch+json}. */
public final class MergePatch {

  private MergePatch() {}

  /**
   * Returns {@code live} as the patch wants it; both stay as they are.
   *
   * @throws ApiFault 400 when the patch is not an object
   */
  public static ObjectNode apply(ObjectNode live, JsonNode patch) {
    if (patch instanceof ObjectNode object) {
      return merge(live.deepCopy(), object);
    }
    throw ApiFault.badRequest("a merge patch must be a JSON object");
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    for (var entry : patch.properties()) {
      var key = entry.getKey();
      var value = entry.getValue();
      if (value.isNull()) {
        target.remove(key);
      } else if (value instanceof ObjectNode object) {
        var old = target.get(key) instanceof ObjectNode present ? present : Json.object();
        target.set(key, merge(old, object));
      } else {
        target.set(key, value.deepCopy());
      }
    }
    return target;
  }
}
