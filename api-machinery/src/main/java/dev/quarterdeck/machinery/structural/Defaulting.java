package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.Optional;

/** Fills in the defaults of a schema, in place; first drops the nulls that only mean absence. */
public final class Defaulting {

  private final DefaultBudget budget;

  private Defaulting(DefaultBudget budget) {
    this.budget = budget;
  }

  /**
   * Idempotent. A null goes where the schema allows none, and becomes the default if it has one.
   *
   * @throws ApiFault REQUEST_ENTITY_TOO_LARGE when the defaults take more than an object may; it
   *     names the field, and the value is without any of them
   */
  public static void apply(JsonNode value, StructuralSchema schema) {
    var field = apply(value, schema, DefaultBudget.ofOne());
    if (field.isPresent()) {
      throw new ApiFault(
          Reason.REQUEST_ENTITY_TOO_LARGE,
          ("the object is too large with the defaults of its fields: there is no room for the"
                  + " default of %s. Set the field where its default is not wanted, or write fewer"
                  + " items.")
              .formatted(field.get()));
    }
  }

  /**
   * As {@link #apply(JsonNode, StructuralSchema)}, with a budget that several objects share.
   *
   * @return the field whose default had no room; then the value is without any default
   */
  public static Optional<String> apply(
      JsonNode value, StructuralSchema schema, DefaultBudget budget) {
    budget.begin();
    try {
      new Defaulting(budget).walk(value, schema);
      return Optional.empty();
    } catch (NoRoom noRoom) {
      budget.undo();
      return Optional.of(noRoom.field);
    }
  }

  /** The budget is spent at this field. */
  private static final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String field;

    NoRoom(String field) {
      super(field, null, false, false);
      this.field = field;
    }

    NoRoom below(String parent) {
      return new NoRoom(parent + (field.startsWith("[") ? "" : ".") + field);
    }
  }

  private void walk(JsonNode value, StructuralSchema schema) {
    switch (value) {
      case ObjectNode object -> object(object, schema);
      case ArrayNode array -> array(array, schema.items());
      default -> {}
    }
  }

  private void object(ObjectNode object, StructuralSchema schema) {
    for (var property : schema.properties().entrySet()) {
      var name = property.getKey();
      var field = property.getValue();
      var value = object.get(name);
      if (field.defaultValue() != null && (value == null || strayNull(value, field))) {
        object.set(name, room(field, name));
        budget.added(() -> object.remove(name));
      } else if (value != null && strayNull(value, field)) {
        object.remove(name);
      }
    }
    for (var entries = object.properties().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      var name = entry.getKey();
      var field = schema.field(name);
      if (field == null) {
        continue;
      }
      if (strayNull(entry.getValue(), field)) {
        if (field.defaultValue() == null) {
          entries.remove();
          continue;
        }
        entry.setValue(room(field, name));
        budget.added(() -> object.remove(name));
      }
      try {
        walk(entry.getValue(), field);
      } catch (NoRoom noRoom) {
        throw noRoom.below(name);
      }
    }
  }

  private void array(ArrayNode array, StructuralSchema items) {
    if (items == null) {
      return;
    }
    for (var i = 0; i < array.size(); i++) {
      var at = i;
      var old = array.get(at);
      if (strayNull(old, items) && items.defaultValue() != null) {
        array.set(at, room(items, "[" + at + "]"));
        budget.added(() -> array.set(at, old));
      }
      try {
        walk(array.get(at), items);
      } catch (NoRoom noRoom) {
        throw noRoom.below("[" + at + "]");
      }
    }
  }

  private JsonNode room(StructuralSchema field, String name) {
    var copy = budget.copy(field.defaultValue());
    if (copy == null) {
      throw new NoRoom(name);
    }
    return copy;
  }

  private static boolean strayNull(JsonNode value, StructuralSchema schema) {
    return value.isNull() && !schema.nullable();
  }
}
