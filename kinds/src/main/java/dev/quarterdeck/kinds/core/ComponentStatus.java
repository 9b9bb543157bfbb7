package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.Optional;

/** A ComponentStatus (core/v1), which is made when somebody asks for it and never stored. */
public final class ComponentStatus {

  private ComponentStatus() {}

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

  /** The condition Healthy; an empty object when there is none. */
  static JsonNode healthy(JsonNode component) {
    for (var condition : component.path("conditions")) {
      if (condition.path("type").asText().equals("Healthy")) {
        return condition;
      }
    }
    return Json.object();
  }

  static String status(JsonNode component) {
    return switch (healthy(component).path("status").asText()) {
      case "True" -> "Healthy";
      case "False" -> "Unhealthy";
      default -> "Unknown";
    };
  }
}
