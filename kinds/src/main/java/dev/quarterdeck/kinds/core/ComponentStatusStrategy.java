package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.Json;
import java.util.List;
import java.util.Optional;

/** ComponentStatus (core/v1): found out when somebody asks, never written. */
public final class ComponentStatusStrategy extends KindStrategy {

  public ComponentStatusStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  /**
   * @param failure why the component does not work; empty when it does
   */
  public static ObjectNode object(String component, Optional<String> failure) {
    var object = Json.object();
    object.putObject("metadata").put("name", component);
    object.put("kind", "ComponentStatus").put("apiVersion", "v1");
    var condition = object.putArray("conditions").addObject();
    condition.put("type", "Healthy").put("status", failure.isEmpty() ? "True" : "False");
    failure.ifPresentOrElse(
        why -> condition.put("error", why), () -> condition.put("message", "ok"));
    return object;
  }

  @Override
  protected void rules(Field object) {}

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Status", "Whether it works.", (c, now) -> status(healthy(c))),
        Columns.text("Message", "What it says.", (c, now) -> Tree.text(healthy(c), "/message")),
        Columns.text(
            "Error", "Why it does not work.", (c, now) -> Tree.text(healthy(c), "/error")));
  }

  private static JsonNode healthy(JsonNode component) {
    for (var condition : component.path("conditions")) {
      if (condition.path("type").asText().equals("Healthy")) {
        return condition;
      }
    }
    return Json.object();
  }

  private static String status(JsonNode condition) {
    return switch (condition.path("status").asText()) {
      case "True" -> "Healthy";
      case "False" -> "Unhealthy";
      default -> "Unknown";
    };
  }
}
