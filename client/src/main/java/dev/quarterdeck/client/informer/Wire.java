package dev.quarterdeck.client.informer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.io.InputStream;

/** Reads single values out of a longer JSON text. */
final class Wire {

  // managedFields is half of an object's text, and no reader of informers needs it.
  private static final ObjectReader READER =
      Json.mapper()
          .copy()
          .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
          .registerModule(new SimpleModule().addDeserializer(String.class, new SharedStrings()))
          .reader();

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  private Wire() {}

  /** Closing the parser leaves {@code in} open, for whoever must read it to its end. */
  static JsonParser parser(InputStream in) throws IOException {
    return Json.mapper()
        .getFactory()
        .createParser(in)
        .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
  }

  /** The value the parser stands on, which it is left at the end of. */
  static <T> T value(JsonParser in, Class<T> type) throws IOException {
    return READER.readValue(in, type);
  }

  static JsonNode tree(JsonParser in) throws IOException {
    return READER.readValue(in, JsonNode.class);
  }
}
