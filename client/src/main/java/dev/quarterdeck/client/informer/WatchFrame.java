package dev.quarterdeck.client.informer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.EOFException;
import java.io.IOException;

/** One line of a watch response, read. */
sealed interface WatchFrame<T> {

  /** ADDED or MODIFIED; an informer learns from its store which of the two it is. */
  record Present<T>(T object) implements WatchFrame<T> {}

  /** DELETED, with the object's last state. */
  record Gone<T>(T object) implements WatchFrame<T> {}

  /** Nothing happened up to this version. */
  record Bookmark<T>(String resourceVersion) implements WatchFrame<T> {}

  /** The server ends the watch with a Status. */
  record Failed<T>(int code, String reason, String message) implements WatchFrame<T> {}

  /**
   * Reads the next frame, blocking until it is complete.
   *
   * @return null at the stream's end
   * @throws IOException when the stream breaks, ends within a frame, or is not a watch's JSON
   */
  static <T> WatchFrame<T> read(JsonParser in, Class<T> type) throws IOException {
    var start = in.nextToken();
    if (start == null) {
      return null;
    }
    if (start != JsonToken.START_OBJECT) {
      throw new IOException("the watch sent " + start + " where a frame should begin");
    }
    String kind = null;
    TokenBuffer early = null;
    WatchFrame<T> frame = null;
    while (next(in) != JsonToken.END_OBJECT) {
      var field = in.currentName();
      next(in);
      if (field.equals("type")) {
        kind = in.getText();
      } else if (!field.equals("object")) {
        in.skipChildren();
      } else if (kind != null) {
        frame = of(kind, in, type);
      } else {
        early = Wire.value(in, TokenBuffer.class);
      }
    }
    if (early != null && kind != null) {
      var parser = early.asParser();
      parser.nextToken();
      frame = of(kind, parser, type);
    }
    if (frame == null) {
      throw new IOException("the watch sent a frame without type or object");
    }
    return frame;
  }

  private static JsonToken next(JsonParser in) throws IOException {
    var token = in.nextToken();
    if (token == null) {
      throw new EOFException("the watch ended within a frame");
    }
    return token;
  }

  private static <T> WatchFrame<T> of(String kind, JsonParser object, Class<T> type)
      throws IOException {
    return switch (kind) {
      case "ADDED", "MODIFIED" -> new Present<>(Wire.value(object, type));
      case "DELETED" -> new Gone<>(Wire.value(object, type));
      case "BOOKMARK" -> {
        JsonNode tree = Wire.tree(object);
        yield new Bookmark<>(tree.at("/metadata/resourceVersion").asText());
      }
      case "ERROR" -> {
        JsonNode status = Wire.tree(object);
        yield new Failed<>(
            status.path("code").asInt(500),
            status.path("reason").asText(),
            status.path("message").asText());
      }
      default -> throw new IOException("the watch sent a frame of unknown type " + kind);
    };
  }
}
