package dev.quarterdeck.customkinds.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.List;

/** Turns a custom kind's objects of other versions into one, as spec.conversion says. */
public final class VersionConverter {

  private final ConversionWebhook webhook;

  public VersionConverter(ConversionWebhook webhook) {
    this.webhook = webhook;
  }

  /**
   * @param conversion spec.conversion
   * @param objects none of them of {@code apiVersion}; changed in place
   * @return as many, in the same order
   * @throws ApiFault when the webhook does not answer, or not as it should
   */
  public List<ObjectNode> convert(
      JsonNode conversion, List<ObjectNode> objects, String apiVersion) {
    if (objects.isEmpty()) {
      return objects;
    }
    return switch (conversion.path("strategy").asText("None")) {
      case "None" -> {
        objects.forEach(object -> object.put("apiVersion", apiVersion));
        yield objects;
      }
      case "Webhook" -> webhook.convert(conversion.path("webhook"), objects, apiVersion);
      case String unknown ->
          throw new ApiFault(Reason.INTERNAL_ERROR, "unknown conversion strategy " + unknown);
    };
  }
}
