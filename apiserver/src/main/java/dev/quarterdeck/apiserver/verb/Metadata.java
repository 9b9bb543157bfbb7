package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import java.util.ArrayList;
import java.util.List;

/** An object's metadata, read and written in place. */
public record Metadata(ObjectNode node) {

  /**
   * @throws ApiFault 400 when metadata is there and is not an object
   */
  public static Metadata of(ObjectNode object) {
    return switch (object.get("metadata")) {
      case ObjectNode node -> new Metadata(node);
      case JsonNode other when !other.isNull() ->
          throw ApiFault.badRequest("metadata must be an object");
      case null, default -> new Metadata(object.putObject("metadata"));
    };
  }

  /** A text field; empty when absent. */
  public String text(String field) {
    return node.path(field).asText("");
  }

  public String name() {
    return text("name");
  }

  public String namespace() {
    return text("namespace");
  }

  public String uid() {
    return text("uid");
  }

  public String resourceVersion() {
    return text("resourceVersion");
  }

  public boolean beingDeleted() {
    return !text("deletionTimestamp").isEmpty();
  }

  /** Zero when absent. */
  public long deletionGracePeriodSeconds() {
    return node.path("deletionGracePeriodSeconds").asLong(0);
  }

  public List<String> finalizers() {
    var finalizers = new ArrayList<String>();
    node.path("finalizers").forEach(f -> finalizers.add(f.asText()));
    return finalizers;
  }

  public void setFinalizers(List<String> finalizers) {
    node.remove("finalizers");
    if (!finalizers.isEmpty()) {
      var array = node.putArray("finalizers");
      finalizers.forEach(array::add);
    }
  }

  public void set(String field, String value) {
    node.put(field, value);
  }

  public void remove(String field) {
    node.remove(field);
  }

  /** Makes a field what it is in {@code other}, absent included. */
  void copy(String field, Metadata other) {
    var value = other.node.get(field);
    if (value == null) {
      node.remove(field);
    } else {
      node.set(field, value.deepCopy());
    }
  }
}
