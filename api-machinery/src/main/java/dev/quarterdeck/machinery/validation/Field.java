package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * A place in an object under validation: what is there, how errors name it, and where they go. The
 * path is put together when an error asks for it, which is rare.
 */
public final class Field {

  private final JsonNode node;
  private final Field parent;
  private final Object step;
  private final List<FieldError> errors;

  /** The key of a map, which paths write {@code [key]}. */
  private record Key(String name) {}

  private Field(JsonNode node, Field parent, Object step, List<FieldError> errors) {
    this.node = node;
    this.parent = parent;
    this.step = step;
    this.errors = errors;
  }

  /** The whole object, with a fresh list of errors. */
  public static Field root(JsonNode object) {
    return new Field(object, null, "", new ArrayList<>());
  }

  /** A place within an object that is not looked at as a whole, reported to a list of others. */
  public static Field at(String path, JsonNode node, List<FieldError> errors) {
    return new Field(node, null, path, errors);
  }

  /** What is there; a missing node when nothing is. */
  public JsonNode node() {
    return node;
  }

  /** The list all places of one validation share. */
  public List<FieldError> errors() {
    return errors;
  }

  /** Such as {@code spec.containers[0].image}; empty for the whole object. */
  public String path() {
    if (parent == null) {
      return (String) step;
    }
    var before = parent.path();
    return switch (step) {
      case Integer index -> before + "[" + index + "]";
      case Key(var name) -> before + "[" + name + "]";
      default -> before.isEmpty() ? (String) step : before + "." + step;
    };
  }

  /** The same place, which errors name otherwise. */
  public Field named(String path) {
    return new Field(node, null, path, errors);
  }

  /** Another node, which errors name as this place. */
  public Field with(JsonNode other) {
    return new Field(other, parent, step, errors);
  }

  public Field get(String name) {
    return new Field(node.path(name), this, name, errors);
  }

  /** Walks several names down. */
  public Field get(String first, String... rest) {
    var at = get(first);
    for (var name : rest) {
      at = at.get(name);
    }
    return at;
  }

  /** A map's entry, named {@code path[key]}. */
  public Field key(String key) {
    return new Field(node.path(key), this, new Key(key), errors);
  }

  public Field index(int index) {
    return new Field(node.path(index), this, index, errors);
  }

  /** The items of an array, or nothing. */
  public List<Field> items() {
    if (!node.isArray() || node.isEmpty()) {
      return List.of();
    }
    var items = new ArrayList<Field>(node.size());
    for (var i = 0; i < node.size(); i++) {
      items.add(index(i));
    }
    return items;
  }

  /** Does something with each item of an array. */
  public void each(Consumer<Field> rule) {
    items().forEach(rule);
  }

  /** The entries of a map, each named {@code path[key]}. */
  public List<Field> entries() {
    var entries = new ArrayList<Field>();
    for (var property : node.properties()) {
      entries.add(key(property.getKey()));
    }
    return entries;
  }

  /** The keys of a map. */
  public List<String> keys() {
    var keys = new ArrayList<String>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Whether the field is set at all, be it to empty text: a pointer in Go that is not nil. */
  public boolean given() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** Whether something is there: neither missing, null nor empty text. */
  public boolean present() {
    return !Tree.absent(node);
  }

  public boolean absent() {
    return Tree.absent(node);
  }

  public String text() {
    return node.isTextual() ? node.textValue() : "";
  }

  /** The number there, 0 when there is none. */
  public long number() {
    return node.asLong(0);
  }

  public boolean isTrue() {
    return node.asBoolean(false);
  }

  /** What an error shows as the value at fault. */
  public Object shown() {
    return node.isTextual() ? node.textValue() : node.isMissingNode() ? "" : node;
  }

  public void required(String detail) {
    errors.add(FieldError.required(path(), detail));
  }

  public void invalid(String detail) {
    errors.add(FieldError.invalid(path(), shown(), detail));
  }

  /** An error about a value other than the node's own, such as a map's key. */
  public void invalid(Object value, String detail) {
    errors.add(FieldError.invalid(path(), value, detail));
  }

  public void notSupported(Collection<String> supported) {
    errors.add(FieldError.notSupported(path(), shown(), supported));
  }

  public void duplicate() {
    errors.add(FieldError.duplicate(path(), shown()));
  }

  public void duplicate(Object value) {
    errors.add(FieldError.duplicate(path(), value));
  }

  public void forbidden(String detail) {
    errors.add(FieldError.forbidden(path(), detail));
  }

  public void notFound() {
    errors.add(new FieldError(FieldError.Type.NOT_FOUND, path(), shown(), ""));
  }

  /** Kubernetes words it {@code may not be more than N bytes} and does not repeat the value. */
  public void tooLong(int max) {
    errors.add(
        new FieldError(
            FieldError.Type.TOO_LONG,
            path(),
            null,
            "may not be more than %d bytes".formatted(max)));
  }

  /** Refuses an array with more than {@code max} items. */
  public void atMost(int max) {
    if (node.size() > max) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_MANY,
              path(),
              node.size(),
              "must have at most %d items".formatted(max)));
    }
  }

  /** Refuses text of more than {@code max} bytes. */
  public void atMostBytes(int max) {
    if (text().length() > max || text().getBytes(StandardCharsets.UTF_8).length > max) {
      tooLong(max);
    }
  }

  /**
   * Refuses items of a list that are equal; those without the field are passed over.
   *
   * @param key the field that tells items apart; empty for the items themselves
   */
  public void distinct(String key) {
    var seen = new HashSet<JsonNode>();
    for (var item : items()) {
      var value = key.isEmpty() ? item : item.get(key);
      if (value.present() && !seen.add(value.node)) {
        value.duplicate();
      }
    }
  }

  /** An error for each message, none for none. */
  public void invalidFor(List<String> messages) {
    messages.forEach(this::invalid);
  }

  /** Refuses absence, and an empty list or map. */
  public boolean needed() {
    var missing = absent() || node.isContainerNode() && node.isEmpty();
    if (missing) {
      required("");
    }
    return !missing;
  }

  /** Refuses absence, and text that breaks the rule. */
  public void needed(Names.Rule rule) {
    if (needed()) {
      invalidFor(rule.check(text()));
    }
  }

  /** Refuses text that breaks the rule; none is fine. */
  public void optional(Names.Rule rule) {
    if (present()) {
      invalidFor(rule.check(text()));
    }
  }

  /** Refuses absence and any value outside {@code supported}. */
  public void oneOf(Collection<String> supported) {
    if (absent()) {
      required("");
    } else if (!supported.contains(text())) {
      notSupported(supported);
    }
  }

  /** Refuses a value outside {@code supported}; none is fine. */
  public void noneBut(Collection<String> supported) {
    if (present() && !supported.contains(text())) {
      notSupported(supported);
    }
  }

  /** Refuses a value other than the one before; missing, null and empty text are the same. */
  public void unchanged(JsonNode old) {
    if (present() != !Tree.absent(old) || present() && !node.equals(old)) {
      invalid("field is immutable");
    }
  }

  public void notNegative() {
    atLeast(0);
  }

  public void atLeast(long least) {
    if (node.isNumber() && number() < least) {
      invalid("must be greater than or equal to " + least);
    }
  }

  /** Refuses a number that is none of a port; none and 0 are fine. */
  public void portNumber() {
    if (number() != 0) {
      invalidFor(Names.portNumber(number()));
    }
  }

  /** Refuses what is neither the number nor the name of a port. */
  public void port() {
    invalidFor(node.isTextual() ? Names.portName(text()) : Names.portNumber(number()));
  }

  public void positive() {
    if (node.isNumber() && number() <= 0) {
      invalid("must be greater than 0");
    }
  }
}
