package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Server-side printing: objects as rows of a meta.k8s.io Table. */
final class Tables {

  private static final Set<String> INCLUDES = Set.of("", "Metadata", "None", "Object");

  private final String apiVersion;
  private final String include;
  private final Instant now;

  /**
   * @param apiVersion such as {@code meta.k8s.io/v1}
   * @param include what each row carries of its object: {@code None}, {@code Metadata} (unless said
   *     otherwise) or {@code Object}
   * @throws ApiFault 400 for any other {@code include}
   */
  Tables(String apiVersion, String include, Instant now) {
    if (!INCLUDES.contains(include)) {
      throw ApiFault.badRequest(
          "includeObject: Unsupported value: \"%s\": supported values: \"Metadata\", \"None\","
                  .formatted(include)
              + " \"Object\"");
    }
    this.apiVersion = apiVersion;
    this.include = include;
    this.now = now;
  }

  /**
   * @param metadata the single object's: its resourceVersion becomes the table's
   */
  ObjectNode of(ResourceType type, List<ObjectNode> objects, JsonNode metadata) {
    var table = Json.object();
    table.put("kind", "Table").put("apiVersion", apiVersion);
    var meta = table.putObject("metadata");
    if (metadata.has("resourceVersion")) {
      meta.set("resourceVersion", metadata.get("resourceVersion"));
    }
    table.set("columnDefinitions", definitions(type));
    var rows = table.putArray("rows");
    var columns = type.strategy().columns();
    objects.forEach(object -> rows.add(row(columns, object)));
    return table;
  }

  ArrayNode definitions(ResourceType type) {
    var definitions = Json.array();
    type.strategy().columns().forEach(column -> definitions.add(definition(column)));
    return definitions;
  }

  private static ObjectNode definition(Column column) {
    return Json.object()
        .put("name", column.name())
        .put("type", column.type())
        .put("format", column.format())
        .put("description", column.description())
        .put("priority", column.priority());
  }

  ObjectNode row(List<Column> columns, ObjectNode object) {
    var row = Json.object();
    var cells = row.putArray("cells");
    for (var column : columns) {
      cells.addPOJO(column.cell().of(object, now));
    }
    switch (include) {
      case "None" -> {}
      case "Object" -> row.set("object", object);
      default -> row.set("object", metadataOnly(object));
    }
    return row;
  }

  private ObjectNode metadataOnly(ObjectNode object) {
    var partial = Json.object();
    partial.put("kind", MetadataOnly.KIND).put("apiVersion", apiVersion);
    partial.set("metadata", object.path("metadata"));
    return partial;
  }
}
