package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What a handler wants sent. */
public sealed interface Reply {

  int code();

  /** A complete answer. */
  record Whole(int code, byte[] body, String contentType, Map<String, String> headers)
      implements Reply {}

  /**
   * An answer that is made while it is sent.
   *
   * @param headers besides Content-Type; with a Content-Encoding among them the content has it
   */
  record Large(int code, String contentType, Map<String, String> headers, Content content)
      implements Reply {}

  /** Writes an answer's body. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A failure, told in the door's own way. */
  record Refused(ApiFault fault) implements Reply {
    @Override
    public int code() {
      return fault.code();
    }
  }

  /** The handler answers by itself, over time: a watch, a log, an upgraded connection. */
  record Streaming(int code) implements Reply {}
}
