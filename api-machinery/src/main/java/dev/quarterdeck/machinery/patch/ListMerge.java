package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges one list of a strategic merge patch: objects by their merge key, scalars by value. The
 * result keeps the patch's order (or the order {@code $setElementOrder} asks for) among the items
 * the patch names, the live order among the others, and weaves the two together so that an item
 * stands where it stood.
 */
final class ListMerge {

  private final String name;
  private final String mergeKey;
  private final Shape element;

  private ListMerge(String name, String mergeKey, Shape element) {
    this.name = name;
    this.mergeKey = mergeKey;
    this.element = element;
  }

  static ListMerge of(String name, Property field) {
    var element = field.shape() instanceof Shape.ListOf list ? list.element() : Shape.ANYTHING;
    return new ListMerge(name, field.merge().mergeKey(), element);
  }

  /** The items of {@code list} that are not in {@code values}. */
  static ArrayNode without(ArrayNode list, ArrayNode values) {
    var gone = new java.util.HashSet<JsonNode>();
    values.forEach(gone::add);
    var rest = Json.array();
    for (var item : list) {
      if (!gone.contains(item)) {
        rest.add(item);
      }
    }
    return rest;
  }

  /**
   * @param live belongs to the call
   * @param order the list under {@code $setElementOrder}; null when there is none
   */
  ArrayNode merge(ArrayNode live, ArrayNode patch, JsonNode order) {
    var wanted = order == null ? null : identities(order);
    var items = index(live);
    var liveOrder = positions(items.keySet());
    var named = new ArrayList<JsonNode>();
    var replace = false;
    for (var item : patch) {
      if (item instanceof ObjectNode object && object.has(Directives.PATCH)) {
        replace |= special(object, items, liveOrder);
      } else {
        named.add(identity(item));
      }
    }
    if (replace) {
      items.clear();
    }
    for (var item : patch) {
      if (!(item instanceof ObjectNode object && object.has(Directives.PATCH))) {
        items.merge(identity(item), added(item), (old, _) -> combined(old, item));
      }
    }
    if (wanted != null) {
      requireOrder(named, wanted);
    }
    return arrange(items, wanted == null ? named : wanted, liveOrder);
  }

  /** Carries out an item that is a directive; says whether the list is to be replaced. */
  private boolean special(
      ObjectNode item, Map<JsonNode, JsonNode> items, Map<JsonNode, Integer> liveOrder) {
    return switch (Directives.of(item)) {
      case REPLACE -> true;
      case DELETE -> {
        var identity = identity(item);
        items.remove(identity);
        liveOrder.remove(identity);
        yield false;
      }
      case MERGE ->
          throw Directives.malformed(Directives.PATCH, "merge cannot be asked for in lists");
    };
  }

  private JsonNode added(JsonNode item) {
    return item instanceof ObjectNode object
        ? StrategicMergePatch.merge(Json.object(), object, element)
        : item.deepCopy();
  }

  private JsonNode combined(JsonNode old, JsonNode item) {
    return old instanceof ObjectNode oldObject && item instanceof ObjectNode object
        ? StrategicMergePatch.merge(oldObject, object, element)
        : old;
  }

  /** Each item under what identifies it. Live duplicates stay apart under made-up identities. */
  private Map<JsonNode, JsonNode> index(ArrayNode list) {
    var items = new LinkedHashMap<JsonNode, JsonNode>();
    for (var item : list) {
      if (items.putIfAbsent(identity(item), item) != null && item.isObject()) {
        items.put(Json.array().add(items.size()), item);
      }
    }
    return items;
  }

  private JsonNode identity(JsonNode item) {
    if (!(item instanceof ObjectNode object)) {
      if (mergeKey.isEmpty()) {
        return item;
      }
      throw Directives.malformed(name, "its items must be objects");
    }
    if (mergeKey.isEmpty()) {
      throw new ApiFault(
          Reason.INVALID, "cannot merge lists without merge key for the list " + name);
    }
    if (object.get(mergeKey) instanceof JsonNode identity) {
      return identity;
    }
    throw Directives.malformed(
        name, "an item does not contain its merge key \"%s\"".formatted(mergeKey));
  }

  private List<JsonNode> identities(JsonNode order) {
    if (!(order instanceof ArrayNode)) {
      throw Directives.malformed(Directives.ORDER + name, "it must be a list");
    }
    var identities = new ArrayList<JsonNode>();
    for (var item : order) {
      identities.add(identity(item));
    }
    return identities;
  }

  /** The patch's own items must all be in the wanted order, and in that order. */
  private void requireOrder(List<JsonNode> named, List<JsonNode> wanted) {
    var positions = positions(wanted);
    var last = -1;
    for (var identity : named) {
      var position = positions.getOrDefault(identity, -1);
      if (position < last) {
        throw Directives.malformed(
            Directives.ORDER + name, "the order of the patch's items differs from it");
      }
      last = position;
    }
  }

  private static Map<JsonNode, Integer> positions(Iterable<JsonNode> identities) {
    var positions = new HashMap<JsonNode, Integer>();
    for (var identity : identities) {
      positions.putIfAbsent(identity, positions.size());
    }
    return positions;
  }

  private static ArrayNode arrange(
      Map<JsonNode, JsonNode> items, List<JsonNode> wanted, Map<JsonNode, Integer> liveOrder) {
    var wantedOrder = positions(wanted);
    var named = new ArrayList<JsonNode>();
    var others = new ArrayList<JsonNode>();
    for (var identity : items.keySet()) {
      (wantedOrder.containsKey(identity) ? named : others).add(identity);
    }
    named.sort(Comparator.comparing(wantedOrder::get));
    var result = Json.array();
    var next = 0;
    for (var identity : named) {
      while (next < others.size() && stoodBefore(others.get(next), identity, liveOrder)) {
        result.add(items.get(others.get(next++)));
      }
      result.add(items.get(identity));
    }
    while (next < others.size()) {
      result.add(items.get(others.get(next++)));
    }
    return result;
  }

  private static boolean stoodBefore(
      JsonNode other, JsonNode identity, Map<JsonNode, Integer> liveOrder) {
    var mine = liveOrder.get(other);
    var its = liveOrder.get(identity);
    return mine != null && its != null && mine < its;
  }
}
