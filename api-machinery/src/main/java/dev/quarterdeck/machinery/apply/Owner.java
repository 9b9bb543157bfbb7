package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;

/**
 * Who owns fields (a field manager), and how they came to: one entry of metadata.managedFields
 * without the fields.
 *
 * @param operation Apply or Update
 * @param apiVersion what the fields' names are relative to
 * @param subresource empty for the object itself
 */
record Owner(String name, Operation operation, String apiVersion, String subresource) {

  /** How fields were claimed. */
  enum Operation {
    APPLY("Apply"),
    UPDATE("Update");

    private final String wireName;

    Operation(String wireName) {
      this.wireName = wireName;
    }
  }

  /** Reads an entry; null when it is not one this server can use. */
  static Owner read(JsonNode entry) {
    var operation =
        switch (entry.path("operation").asText("")) {
          case "Apply" -> Operation.APPLY;
          case "Update" -> Operation.UPDATE;
          default -> null;
        };
    if (operation == null || !(entry.get("fieldsV1") instanceof ObjectNode)) {
      return null;
    }
    return new Owner(
        entry.path("manager").asText(""),
        operation,
        entry.path("apiVersion").asText(""),
        entry.path("subresource").asText(""));
  }

  ObjectNode write(String time, FieldSet fields) {
    var entry =
        Json.object()
            .put("manager", name)
            .put("operation", operation.wireName)
            .put("apiVersion", apiVersion)
            .put("time", time)
            .put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", fields.write());
    if (!subresource.isEmpty()) {
      entry.put("subresource", subresource);
    }
    return entry;
  }

  /** Whether both are one and the same: an applier is, whatever version it last applied. */
  boolean sameAs(Owner other) {
    return name.equals(other.name)
        && operation == other.operation
        && subresource.equals(other.subresource)
        && (operation == Operation.APPLY || apiVersion.equals(other.apiVersion));
  }

  /**
   * As conflicts name it: {@code "kubectl" with subresource "status" using apps/v1}; an applier,
   * which is one in all versions, without its version.
   */
  String describe() {
    var text = new StringBuilder("\"" + name + "\"");
    if (!subresource.isEmpty()) {
      text.append(" with subresource \"").append(subresource).append('"');
    }
    if (operation == Operation.UPDATE) {
      text.append(" using ").append(apiVersion);
    }
    return text.toString();
  }
}
