package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A place in an object under validation: what is there, how errors name it, and where they go.
 *
 * @param node what is there; a missing node when nothing is
 * @param path such as {@code spec.containers[0].image}; empty for the whole object
 * @param errors the list all places of one validation share
 */
public record Field(JsonNode node, String path, List<FieldError> errors) {

  /** The whole object, with a fresh list of errors. */
  public static Field root(JsonNode object) {
    return new Field(object, "", new ArrayList<>());
  }

  public Field get(String name) {
    return new Field(node.path(name), path.isEmpty() ? name : path + "." + name, errors);
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
    return new Field(node.path(key), path + "[" + key + "]", errors);
  }

  public Field index(int index) {
    return new Field(node.path(index), path + "[" + index + "]", errors);
  }

  /** The items of an array, or nothing. */
  public List<Field> items() {
    var items = new ArrayList<Field>();
    if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        items.add(index(i));
      }
    }
    return items;
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
    errors.add(FieldError.required(path, detail));
  }

  public void invalid(String detail) {
    errors.add(FieldError.invalid(path, shown(), detail));
  }

  /** An error about a value other than the node's own, such as a map's key. */
  public void invalid(Object value, String detail) {
    errors.add(FieldError.invalid(path, value, detail));
  }

  public void notSupported(Collection<String> supported) {
    errors.add(FieldError.notSupported(path, shown(), supported));
  }

  public void duplicate() {
    errors.add(FieldError.duplicate(path, shown()));
  }

  public void duplicate(Object value) {
    errors.add(FieldError.duplicate(path, value));
  }

  public void forbidden(String detail) {
    errors.add(FieldError.forbidden(path, detail));
  }

  public void notFound() {
    errors.add(new FieldError(FieldError.Type.NOT_FOUND, path, shown(), ""));
  }

  /** Kubernetes words it {@code may not be more than N bytes} and does not repeat the value. */
  public void tooLong(int max) {
    errors.add(
        new FieldError(
            FieldError.Type.TOO_LONG, path, null, "may not be more than %d bytes".formatted(max)));
  }

  /** Refuses an array with more than {@code max} items. */
  public void atMost(int max) {
    if (node.size() > max) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_MANY,
              path,
              node.size(),
              "must have at most %d items".formatted(max)));
    }
  }

  /** An error for each message, none for none. */
  public void invalidFor(List<String> messages) {
    messages.forEach(this::invalid);
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
    if (node.isNumber() && number() < 0) {
      invalid("must be greater than or equal to 0");
    }
  }

  public void positive() {
    if (node.isNumber() && number() <= 0) {
      invalid("must be greater than 0");
    }
  }
}
