package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Parameters;

/**
 * The REST request that asks for what a call asks for.
 *
 * @param accept the Accept header
 */
record RestRequest(String method, String path, Parameters query, Body body, String accept) {

  static RestRequest get(String path) {
    return new RestRequest("GET", path, new Parameters(), Body.NONE, JSON);
  }

  static final String JSON = "application/json";
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
}
