package dev.quarterdeck.client.informer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;

/** Reads single values out of a longer JSON text. */
final class Wire {

  private static final ObjectReader READER =
      Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Wire() {}

  static JsonParser parser(InputStream in) throws IOException {
    return Json.mapper().getFactory().createParser(in);
  }

  /** The value the parser stands on, which it is left at the end of. */
  static <T> T value(JsonParser in, Class<T> type) throws IOException {
    return READER.readValue(in, type);
  }

  static JsonNode tree(JsonParser in) throws IOException {
    return READER.readValue(in, JsonNode.class);
  }
}
