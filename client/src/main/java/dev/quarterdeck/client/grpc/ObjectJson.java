package dev.quarterdeck.client.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.v1.Object;
import java.io.UncheckedIOException;

/** Converts typed objects to the JSON that messages carry, and back. */
final class ObjectJson {

  private ObjectJson() {}

  static Object of(java.lang.Object typed) {
    try {
      return Object.newBuilder().setJson(Json.mapper().writeValueAsString(typed)).build();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the object cannot be written as JSON", e);
    }
  }

  static <T> T read(Object object, Class<T> type) {
    try {
      return Json.mapper().readValue(object.getJson(), type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the server sent no " + type.getSimpleName(), e);
    }
  }
}
