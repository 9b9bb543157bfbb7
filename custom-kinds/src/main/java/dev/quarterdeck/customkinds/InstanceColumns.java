package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.customkinds.jsonpath.JsonPath;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The columns of a custom kind: its name, and what its definition adds. */
final class InstanceColumns {

  private InstanceColumns() {}

  /**
   * @param added additionalPrinterColumns; when there are none the age is shown
   */
  static List<Column> of(JsonNode added) {
    if (added.isEmpty()) {
      return List.of(Column.NAME, Column.AGE.typed("date"));
    }
    var columns = new ArrayList<Column>();
    columns.add(Column.NAME);
    for (var column : added) {
      columns.add(column(column));
    }
    return List.copyOf(columns);
  }

  private static Column column(JsonNode column) {
    var path = JsonPath.parse(column.path("jsonPath").asText(""));
    var type = column.path("type").asText("");
    var text = column.path("jsonPath").asText("");
    return new Column(
        column.path("name").asText(""),
        type,
        column.path("format").asText(""),
        column
            .path("description")
            .asText("Custom resource definition column (in JSONPath format): " + text),
        column.path("priority").asInt(0),
        (object, now) -> cell(path, type, object, now));
  }

  /** Null where there is nothing to show, or nothing of the column's type. */
  private static Object cell(JsonPath path, String type, JsonNode object, Instant now) {
    var found = path.find(object);
    if (found.isEmpty() || found.getFirst().isNull()) {
      return null;
    }
    var value = found.getFirst();
    return switch (type) {
      case "integer" -> value.isNumber() ? (Object) value.longValue() : null;
      case "number" -> value.isNumber() ? value.numberValue() : null;
      case "boolean" -> value.isBoolean() ? value.booleanValue() : null;
      case "date" -> value.isTextual() ? Ages.since(value.textValue(), now) : null;
      default -> value.isTextual() ? value.textValue() : value.toString();
    };
  }
}
