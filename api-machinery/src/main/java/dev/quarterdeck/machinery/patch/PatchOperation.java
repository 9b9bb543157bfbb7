package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.quarterdeck.model.ApiFault;

/** One step of a JSON patch, RFC 6902 section 4. */
sealed interface PatchOperation {
  record Add(Pointer at, JsonNode value) implements PatchOperation {}

  record Replace(Pointer at, JsonNode value) implements PatchOperation {}

  record Remove(Pointer at) implements PatchOperation {}

  record Move(Pointer from, Pointer to) implements PatchOperation {}

  record Copy(Pointer from, Pointer to) implements PatchOperation {}

  record Test(Pointer at, JsonNode expected) implements PatchOperation {}

  static PatchOperation read(JsonNode node, int i) {
    var at = Pointer.parse(text(node, "path", i));
    return switch (text(node, "op", i)) {
      case "add" -> new Add(at, value(node, i));
      case "replace" -> new Replace(at, value(node, i));
      case "remove" -> new Remove(at);
      case "move" -> new Move(Pointer.parse(text(node, "from", i)), at);
      case "copy" -> new Copy(Pointer.parse(text(node, "from", i)), at);
      case "test" -> new Test(at, node.has("value") ? node.get("value") : NullNode.getInstance());
      case String other ->
          throw ApiFault.badRequest(
              "JSON patch operation %d: \"%s\" is not an operation".formatted(i, other));
    };
  }

  private static String text(JsonNode node, String field, int i) {
    if (node.get(field) instanceof JsonNode value && value.isTextual()) {
      return value.textValue();
    }
    throw ApiFault.badRequest(
        "JSON patch operation %d must have the string \"%s\"".formatted(i, field));
  }

  private static JsonNode value(JsonNode node, int i) {
    if (node.get("value") instanceof JsonNode value) {
      return value;
    }
    throw ApiFault.badRequest("JSON patch operation %d must have a \"value\"".formatted(i));
  }
}
