package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;

/** Values as errors show them. */
final class FieldValues {

  private FieldValues() {}

  /** Text is quoted by the error itself, all else is shown as JSON. */
  static Object shown(JsonNode value) {
    return value.isTextual() ? value.textValue() : value;
  }
}
