package dev.quarterdeck.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quarterdeck.model.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Objects for tests: written as YAML, changed at a pointer, taken through the write path. */
public final class Trees {

  public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  public static final WriteContext PLAIN = new WriteContext("", "tester", NOW);
  public static final WriteContext STATUS = new WriteContext("status", "tester", NOW);

  private static final YAMLMapper YAML = new YAMLMapper();

  private Trees() {}

  public static ObjectNode yaml(String text) {
    return (ObjectNode) node(text);
  }

  public static JsonNode node(String text) {
    try {
      return YAML.readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** A copy with {@code pointer} set to {@code value} (YAML); {@code -} as value removes it. */
  public static ObjectNode with(ObjectNode object, String pointer, String value) {
    var changed = object.deepCopy();
    var path = JsonPointer.compile(pointer);
    var parent = changed.at(path.head());
    var last = path.last().getMatchingProperty();
    if (parent.isMissingNode()) {
      changed.withObject(path.head());
      parent = changed.at(path.head());
    }
    if (parent instanceof ArrayNode array) {
      if (path.last().getMatchingIndex() < array.size()) {
        array.set(path.last().getMatchingIndex(), node(value));
      } else {
        array.add(node(value));
      }
    } else if (value.equals("-")) {
      ((ObjectNode) parent).remove(last);
    } else {
      ((ObjectNode) parent).set(last, node(value));
    }
    return changed;
  }

  /** As the verbs make an object ready to be stored. */
  public static ObjectNode created(Strategy strategy, ObjectNode object) {
    var created = object.deepCopy();
    strategy.prepareForCreate(created, PLAIN);
    strategy.applyDefaults(created);
    return created;
  }

  /** The errors of a create. */
  public static List<FieldError> createErrors(Strategy strategy, ObjectNode object) {
    var created = created(strategy, object);
    var errors = new ArrayList<>(strategy.validate(created));
    errors.addAll(strategy.validateCreate(created, PLAIN));
    return errors;
  }

  /** The errors of replacing what is stored. */
  public static List<FieldError> updateErrors(
      Strategy strategy, ObjectNode stored, ObjectNode updated, WriteContext context) {
    var object = updated.deepCopy();
    strategy.prepareForUpdate(object, stored, context);
    strategy.applyDefaults(object);
    var errors = new ArrayList<>(strategy.validate(object));
    errors.addAll(strategy.validateUpdate(object, stored, context));
    return errors;
  }
}
