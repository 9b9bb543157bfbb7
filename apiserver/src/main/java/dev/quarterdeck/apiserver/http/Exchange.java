package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.access.User;
import dev.quarterdeck.client.stream.UpgradeTunnel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One request on its way through the server.
 *
 * @param query the decoded query parameters
 * @param tunnel the held connection when the client asks to switch protocols; null otherwise
 * @param warnings advice for the client, each text once
 */
record Exchange(
    HttpServerRequest request,
    MultiMap query,
    Body body,
    UpgradeTunnel tunnel,
    User user,
    String auditId,
    Set<String> warnings) {

  /** More text than this in Warning headers is dropped (Kubernetes' own limit is 4 KiB each). */
  private static final int MAX_WARNINGS = 32;

  static Exchange of(HttpServerRequest request, Body body, UpgradeTunnel tunnel, String auditId) {
    var query = request.query() == null ? MultiMap.caseInsensitiveMultiMap() : request.params();
    return new Exchange(
        request,
        query,
        body,
        tunnel,
        User.ANONYMOUS,
        auditId,
        Collections.synchronizedSet(new LinkedHashSet<>()));
  }

  Exchange as(User user) {
    return new Exchange(request, query, body, tunnel, user, auditId, warnings);
  }

  void warn(String text) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(text);
    }
  }

  String header(String name) {
    return request.getHeader(name);
  }

  String path() {
    return request.path();
  }

  String method() {
    return request.method().name();
  }
}
