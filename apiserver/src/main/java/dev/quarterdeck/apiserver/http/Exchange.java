package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.client.stream.UpgradeTunnel;
import dev.quarterdeck.model.User;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One request on its way through the server.
 *
 * @param context the event loop its answer is written on
 * @param request whose credentials it came with and whose response it answers to
 * @param method the HTTP method, or what stands for it at another door
 * @param path the URL path, or what stands for it at another door
 * @param headers by name, in any case
 * @param query the decoded query parameters
 * @param tunnel the held connection when the client asks to switch protocols; null otherwise
 * @param caller whose credentials it came with
 * @param user whom it counts as: the caller, or whom they impersonate
 * @param warnings advice for the client, each text once
 */
public record Exchange(
    Context context,
    HttpServerRequest request,
    String method,
    String path,
    MultiMap headers,
    MultiMap query,
    Body body,
    UpgradeTunnel tunnel,
    User caller,
    User user,
    String auditId,
    Set<String> warnings) {

  /** More text than this in Warning headers is dropped (Kubernetes' own limit is 4 KiB each). */
  private static final int MAX_WARNINGS = 32;

  static Exchange of(
      Context context, HttpServerRequest request, Body body, UpgradeTunnel tunnel, String auditId) {
    var query = request.query() == null ? MultiMap.caseInsensitiveMultiMap() : request.params();
    return new Exchange(
        context,
        request,
        request.method().name(),
        request.path(),
        request.headers(),
        query,
        body,
        tunnel,
        User.ANONYMOUS,
        User.ANONYMOUS,
        auditId,
        noWarnings());
  }

  /** A request that came through another door, as the REST request that asks for the same. */
  public static Exchange standIn(
      Context context,
      HttpServerRequest request,
      String method,
      String path,
      MultiMap headers,
      MultiMap query,
      Body body,
      String auditId) {
    return new Exchange(
        context,
        request,
        method,
        path,
        headers,
        query,
        body,
        null,
        User.ANONYMOUS,
        User.ANONYMOUS,
        auditId,
        noWarnings());
  }

  private static Set<String> noWarnings() {
    return Collections.synchronizedSet(new LinkedHashSet<>());
  }

  /** The same request once it is known who sent it. */
  Exchange by(User caller) {
    return as(caller, caller);
  }

  /** The same request, counting as another user's. */
  Exchange impersonating(User other) {
    return as(caller, other);
  }

  private Exchange as(User caller, User user) {
    return new Exchange(
        context, request, method, path, headers, query, body, tunnel, caller, user, auditId,
        warnings);
  }

  void warn(String text) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(text);
    }
  }

  /** Path and query. */
  String uri() {
    var uri = new StringBuilder(path);
    var separator = '?';
    for (var parameter : query) {
      uri.append(separator).append(encoded(parameter.getKey()));
      uri.append('=').append(encoded(parameter.getValue()));
      separator = '&';
    }
    return uri.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  String header(String name) {
    return headers.get(name);
  }
}
