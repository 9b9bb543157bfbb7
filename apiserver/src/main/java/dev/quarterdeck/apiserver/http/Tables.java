package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Column;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.time.Instant;
import java.util.List;

/** Server-side printing: objects as rows of a meta.k8s.io/v1 Table. */
final class Tables {

  private Tables() {}

  /**
   * @param metadata the list's, or the single object's: its resourceVersion becomes the table's
   * @param include what each row carries of its object: {@code None}, {@code Metadata} (unless said
   *     otherwise) or {@code Object}
   * @throws ApiFault 400 for any other {@code include}
   */
  static ObjectNode of(
      ResourceType type, List<ObjectNode> objects, JsonNode metadata, String include, Instant now) {
    var table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    var meta = table.putObject("metadata");
    for (var field : List.of("resourceVersion", "continue", "remainingItemCount")) {
      if (metadata.has(field)) {
        meta.set(field, metadata.get(field));
      }
    }
    var columns = type.strategy().columns();
    var definitions = table.putArray("columnDefinitions");
    columns.forEach(column -> definitions.add(definition(column)));
    var rows = table.putArray("rows");
    for (var object : objects) {
      rows.add(row(columns, object, include, now));
    }
    return table;
  }

  private static ObjectNode definition(Column column) {
    return Json.object()
        .put("name", column.name())
        .put("type", column.type())
        .put("format", column.format())
        .put("description", column.description())
        .put("priority", column.priority());
  }

  private static ObjectNode row(
      List<Column> columns, ObjectNode object, String include, Instant now) {
    var row = Json.object();
    var cells = row.putArray("cells");
    for (var column : columns) {
      cells.addPOJO(column.cell().of(object, now));
    }
    switch (include) {
      case "", "Metadata" -> row.set("object", metadataOnly(object));
      case "Object" -> row.set("object", object);
      case "None" -> {}
      default ->
          throw ApiFault.badRequest(
              "includeObject: Unsupported value: \"%s\": supported values: \"Metadata\", \"None\","
                      .formatted(include)
                  + " \"Object\"");
    }
    return row;
  }

  /** The object as a PartialObjectMetadata. */
  static ObjectNode metadataOnly(ObjectNode object) {
    var partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata").deepCopy());
    return partial;
  }
}
