package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.http.Body;
import io.vertx.core.MultiMap;

/**
 * The REST request that asks for what a call asks for.
 *
 * @param accept the Accept header
 */
record RestRequest(String method, String path, MultiMap query, Body body, String accept) {

  static RestRequest get(String path) {
    return new RestRequest("GET", path, noQuery(), Body.NONE, JSON);
  }

  static final String JSON = "application/json";
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  static MultiMap noQuery() {
    return MultiMap.caseInsensitiveMultiMap();
  }
}
