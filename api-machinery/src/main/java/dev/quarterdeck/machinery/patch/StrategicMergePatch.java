package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;

/**
 * Strategic merge patch, {@code application/strategic-merge-patch+json}: a merge patch that knows
 * from the kind's schema which lists are merged, and by which key. Defined by Kubernetes' <a
 * href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">strategic
 * merge patch</a>. Lists in {@link ListMerge}, directives' names in {@link Directives}.
 */
public final class StrategicMergePatch {

  private StrategicMergePatch() {}

  /**
   * Returns {@code live} as the patch wants it; both stay as they are.
   *
   * @param shape the shape of the kind
   * @throws ApiFault 400 for a malformed patch or directive, 422 for a list without merge key
   */
  public static ObjectNode apply(ObjectNode live, JsonNode patch, Shape shape) {
    if (patch instanceof ObjectNode object) {
      return merge(live.deepCopy(), object, shape);
    }
    throw ApiFault.badRequest("a strategic merge patch must be a JSON object");
  }

  /** Merges into {@code live}, which belongs to the call, and returns what takes its place. */
  static ObjectNode merge(ObjectNode live, ObjectNode patch, Shape shape) {
    if (patch.has(Directives.PATCH)) {
      return replaceOrDelete(patch);
    }
    retainKeys(live, patch);
    for (var entry : patch.properties()) {
      var key = entry.getKey();
      var value = entry.getValue();
      if (key.startsWith(Directives.DELETE)) {
        deleteValues(live, key.substring(Directives.DELETE.length()), value);
      } else if (!Directives.is(key)) {
        mergeField(live, key, value, patch.get(Directives.ORDER + key), field(shape, key));
      }
    }
    orderUntouchedLists(live, patch, shape);
    return live;
  }

  private static ObjectNode replaceOrDelete(ObjectNode patch) {
    return switch (Directives.of(patch)) {
      case REPLACE -> {
        var rest = patch.deepCopy();
        rest.remove(Directives.PATCH);
        yield (ObjectNode) Directives.strip(rest);
      }
      case DELETE -> Json.object();
      case MERGE -> throw Directives.malformed(Directives.PATCH, "merge is not allowed in objects");
    };
  }

  /** {@code $retainKeys}: what it does not name goes, and the patch may set only what it names. */
  private static void retainKeys(ObjectNode live, ObjectNode patch) {
    var retain = patch.get(Directives.RETAIN);
    if (retain == null) {
      return;
    }
    var names = Directives.names(retain);
    for (var entry : patch.properties()) {
      var key = entry.getKey();
      if (!entry.getValue().isNull() && !Directives.is(key) && !names.contains(key)) {
        throw Directives.malformed(Directives.RETAIN, "it must name every field the patch sets");
      }
    }
    live.retain(names);
  }

  private static void mergeField(
      ObjectNode live, String key, JsonNode value, JsonNode order, Property field) {
    var old = live.get(key);
    if (value.isNull()) {
      live.remove(key);
    } else if (old instanceof ObjectNode oldObject && value instanceof ObjectNode object) {
      live.set(key, mergeObject(oldObject, object, field));
    } else if (old instanceof ArrayNode oldList
        && value instanceof ArrayNode list
        && rule(field).merges()) {
      live.set(key, ListMerge.of(key, field).merge(oldList, list, order));
    } else if (value instanceof ObjectNode object) {
      live.set(key, mergeObject(Json.object(), object, field));
    } else {
      live.set(key, Directives.strip(value.deepCopy()));
    }
  }

  private static ObjectNode mergeObject(ObjectNode old, ObjectNode patch, Property field) {
    if (rule(field).strategy() == MergeRule.Strategy.REPLACE) {
      return (ObjectNode) Directives.strip(patch.deepCopy());
    }
    return merge(old, patch, shape(field));
  }

  /** {@code $deleteFromPrimitiveList/x}: works on any list of scalars, merged or not. */
  private static void deleteValues(ObjectNode live, String key, JsonNode values) {
    if (!(values instanceof ArrayNode list)) {
      throw Directives.malformed(Directives.DELETE + key, "it must be a list");
    }
    if (live.get(key) instanceof ArrayNode old) {
      live.set(key, ListMerge.without(old, list));
    }
  }

  /** {@code $setElementOrder/x} where the patch changes no item of x. */
  private static void orderUntouchedLists(ObjectNode live, ObjectNode patch, Shape shape) {
    for (var entry : patch.properties()) {
      var directive = entry.getKey();
      if (!directive.startsWith(Directives.ORDER)) {
        continue;
      }
      var key = directive.substring(Directives.ORDER.length());
      var field = field(shape, key);
      if (!patch.has(key) && rule(field).merges() && live.get(key) instanceof ArrayNode old) {
        live.set(key, ListMerge.of(key, field).merge(old, Json.array(), entry.getValue()));
      }
    }
  }

  private static Property field(Shape shape, String key) {
    return switch (shape) {
      case Shape.Struct struct -> struct.field(key);
      case Shape.MapOf map -> Property.of(key, map.value());
      case Shape.ListOf _, Shape.Scalar _, Shape.Anything _ -> null;
    };
  }

  private static MergeRule rule(Property field) {
    return field == null ? MergeRule.DEFAULT : field.merge();
  }

  private static Shape shape(Property field) {
    return field == null ? Shape.ANYTHING : field.shape();
  }
}
