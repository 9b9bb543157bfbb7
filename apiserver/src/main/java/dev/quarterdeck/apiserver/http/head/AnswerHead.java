package dev.quarterdeck.apiserver.http.head;

import dev.quarterdeck.apiserver.request.Exchange;
import io.vertx.core.http.HttpServerResponse;

/** The headers every answer over HTTP carries, streams included. */
public final class AnswerHead {

  private AnswerHead() {}

  public static void write(Exchange exchange, HttpServerResponse response) {
    response
        .putHeader("Audit-Id", exchange.auditId())
        .putHeader("Cache-Control", "no-cache, private");
    for (var warning : exchange.warnings().all()) {
      response.headers().add("Warning", "299 - \"" + escaped(warning) + "\"");
    }
  }

  private static String escaped(String warning) {
    var text = new StringBuilder(warning.length());
    warning
        .codePoints()
        .filter(c -> c >= ' ' && c != 127)
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\');
              }
              text.append(c < 127 ? Character.toString(c) : "?");
            });
    return text.toString();
  }
}
