package dev.quarterdeck.kinds.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Conversion;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Event between core/v1, in which all are stored, and events.k8s.io/v1: fields change names. */
final class EventConversion implements Conversion {

  public static final String STORED = "v1";

  private static final Map<String, String> NEW_NAMES =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount",
          "reportingComponent", "reportingController");
  private static final Map<String, String> OLD_NAMES =
      NEW_NAMES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
    var names = apiVersion.equals(STORED) ? OLD_NAMES : NEW_NAMES;
    objects.stream()
        .filter(event -> !event.path("apiVersion").asText("").equals(apiVersion))
        .forEach(event -> rename(event.put("apiVersion", apiVersion), names));
    return objects;
  }

  private static void rename(ObjectNode event, Map<String, String> names) {
    names.forEach(
        (from, to) -> {
          var value = event.remove(from);
          if (value != null) {
            event.set(to, value);
          }
        });
  }

  /** {@code regarding.name} is stored as {@code involvedObject.name}. */
  @Override
  public String storedField(String apiVersion, String field) {
    var dot = field.indexOf('.');
    var first = dot < 0 ? field : field.substring(0, dot);
    return apiVersion.equals(STORED)
        ? field
        : OLD_NAMES.getOrDefault(first, first) + field.substring(first.length());
  }
}
