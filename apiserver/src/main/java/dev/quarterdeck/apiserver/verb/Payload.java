package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;

/**
 * What a client sent.
 *
 * @param tree belongs to the call
 * @param json the JSON it was parsed from, to find fields given twice; null when it was not JSON
 */
public record Payload(JsonNode tree, byte[] json) {

  /**
   * @throws ApiFault 400 when it is not an object
   */
  ObjectNode object() {
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw ApiFault.badRequest("the body must be one object");
  }
}
