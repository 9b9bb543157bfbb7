package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One walk over an object along its shape: drops what the shape does not know, what is null, and
 * optional lists and maps that are empty; brings scalars into canonical form; refuses values of the
 * wrong type.
 */
final class Decoding {

  private final Shape.Struct root;
  private final TreePath path = new TreePath();
  private final boolean keepsEmpty;
  private List<String> unknown = List.of();

  /**
   * @param keepsEmpty whether optional lists and maps that are empty stay, as they do in what
   *     server-side apply is to apply: its manager owns them
   */
  Decoding(Shape.Struct root, boolean keepsEmpty) {
    this.root = root;
    this.keepsEmpty = keepsEmpty;
  }

  /**
   * @return one message per unknown field
   * @throws DecodingException at the first value of the wrong type
   */
  List<String> run(ObjectNode object) {
    struct(object, root);
    return unknown;
  }

  private void struct(ObjectNode object, Shape.Struct shape) {
    path.enter("");
    for (var entries = object.properties().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      var field = shape.field(entry.getKey());
      if (field == null) {
        path.move(entry.getKey());
        report();
        entries.remove();
      } else if (entry.getValue().isNull()) {
        entries.remove();
      } else {
        path.move(entry.getKey());
        var value = entry.getValue();
        var decoded = decode(value, field.shape());
        if (!keepsEmpty && meansNothing(decoded, field)) {
          entries.remove();
        } else if (decoded != value) {
          entry.setValue(decoded);
        }
      }
    }
    path.leave();
  }

  /** Kubernetes neither keeps nor shows an empty list or map where it may be absent. */
  private static boolean meansNothing(JsonNode value, Property field) {
    return value.isEmpty()
        && !field.required()
        && switch (field.shape()) {
          case Shape.ListOf _, Shape.MapOf _ -> true;
          case Shape.Scalar _, Shape.Struct _, Shape.Anything _ -> false;
        };
  }

  private void report() {
    if (unknown.isEmpty()) {
      unknown = new ArrayList<>();
    }
    unknown.add("unknown field \"%s\"".formatted(path));
  }

  /** What takes the value's place; mostly the value itself. */
  private JsonNode decode(JsonNode value, Shape shape) {
    switch (shape) {
      case Shape.Scalar(var type) -> {
        return Scalars.decode(value, type, path);
      }
      case Shape.Struct struct -> {
        if (!(value instanceof ObjectNode object)) {
          throw mismatch(value, struct.name());
        }
        struct(object, struct);
      }
      case Shape.ListOf(var element) -> {
        if (!(value instanceof ArrayNode list)) {
          throw mismatch(value, "[]" + Scalars.describe(element));
        }
        list(list, element);
      }
      case Shape.MapOf(var element) -> {
        if (!(value instanceof ObjectNode map)) {
          throw mismatch(value, "map[string]" + Scalars.describe(element));
        }
        map(map, element);
      }
      case Shape.Anything _ -> {}
    }
    return value;
  }

  private void list(ArrayNode list, Shape element) {
    path.enter(0);
    for (var i = 0; i < list.size(); i++) {
      path.move(i);
      var value = list.get(i);
      var decoded = value.isNull() ? nothing(value, element) : decode(value, element);
      if (decoded != value) {
        list.set(i, decoded);
      }
    }
    path.leave();
  }

  private void map(ObjectNode map, Shape element) {
    path.enter("");
    for (var entry : map.properties()) {
      path.move(entry.getKey());
      var value = entry.getValue();
      var decoded = value.isNull() ? nothing(value, element) : decode(value, element);
      if (decoded != value) {
        entry.setValue(decoded);
      }
    }
    path.leave();
  }

  /** What null means where an element is expected: the type's empty value. */
  private static JsonNode nothing(JsonNode nullNode, Shape element) {
    return switch (element) {
      case Shape.Scalar(var type) -> Scalars.zero(type);
      case Shape.Struct _, Shape.MapOf _ -> Json.object();
      case Shape.ListOf _ -> Json.array();
      case Shape.Anything _ -> nullNode;
    };
  }

  private DecodingException mismatch(JsonNode value, String wanted) {
    return Scalars.mismatch(value, wanted, path);
  }

  /** The canonical text of a scalar, as a node; the same node when it is canonical already. */
  static JsonNode canonical(JsonNode value, String text) {
    return value.isTextual() && value.textValue().equals(text) ? value : TextNode.valueOf(text);
  }
}
