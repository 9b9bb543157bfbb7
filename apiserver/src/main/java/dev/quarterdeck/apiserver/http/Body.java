package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.Locale;

/**
 * A request's body.
 *
 * @param contentType without parameters, lower case; empty when the client did not say
 */
record Body(byte[] bytes, String contentType) {

  static final Body NONE = new Body(new byte[0], "");

  private static final String ACCEPTED =
      "the body of the request was in an unknown format - accepted media types include:"
          + " application/json, application/yaml";

  static Body of(byte[] bytes, String contentType) {
    if (contentType == null) {
      return new Body(bytes, "");
    }
    var end = contentType.indexOf(';');
    var bare = end < 0 ? contentType : contentType.substring(0, end);
    return new Body(bytes, bare.strip().toLowerCase(Locale.ROOT));
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /**
   * @throws ApiFault UNSUPPORTED_MEDIA_TYPE; BAD_REQUEST when it is not one object
   */
  ObjectNode object() {
    if (isEmpty()) {
      throw ApiFault.badRequest("the request needs a body");
    }
    var tree =
        switch (contentType) {
          case "", "application/json", "*/*" -> Json.parse(bytes);
          case "application/yaml", "application/x-yaml", "text/yaml" -> Yaml.parse(bytes);
          default -> throw new ApiFault(Reason.UNSUPPORTED_MEDIA_TYPE, ACCEPTED);
        };
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw ApiFault.badRequest("the body must be one object");
  }

  /** Whatever JSON is there: patches are arrays, too, and may be YAML for brevity. */
  JsonNode json() {
    return Json.parse(bytes);
  }
}
