package dev.quarterdeck.apiserver.http;

import java.util.Map;

/** What a handler wants sent. */
sealed interface Reply {

  int code();

  /** A complete answer. */
  record Whole(int code, byte[] body, String contentType, Map<String, String> headers)
      implements Reply {

    static Whole json(int code, byte[] body) {
      return new Whole(code, body, "application/json", Map.of());
    }
  }

  /** The handler answers by itself, over time: a watch, a log, an upgraded connection. */
  record Streaming(int code) implements Reply {}
}
