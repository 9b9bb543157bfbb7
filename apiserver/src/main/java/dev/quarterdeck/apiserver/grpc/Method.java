package dev.quarterdeck.apiserver.grpc;

import io.vertx.core.http.HttpServerRequest;

/** A method that calls can name. */
@FunctionalInterface
interface Method {

  /** Takes a call on, in the request's handler on the event loop; the call's outcome is its own. */
  void begin(GrpcCall call, HttpServerRequest request);
}
