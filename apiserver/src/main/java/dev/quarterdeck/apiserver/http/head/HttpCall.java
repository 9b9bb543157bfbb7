package dev.quarterdeck.apiserver.http.head;

import dev.quarterdeck.client.stream.UpgradeTunnel;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A request as the HTTP server has it, and so where its answer goes.
 *
 * @param context the event loop its answer is written on
 * @param tunnel the held connection when the client asks to switch protocols; null otherwise
 */
public record HttpCall(Context context, HttpServerRequest request, UpgradeTunnel tunnel) {

  public HttpServerResponse response() {
    return request.response();
  }
}
