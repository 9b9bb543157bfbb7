package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.Target;
import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.request.Exchange;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The headers of a proxied request and of its answer, as they are passed on. */
final class ForwardedHeaders {

  /** What concerns one connection only (RFC 9110 section 7.6.1), and what shows who asks. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "upgrade",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "host",
          "proxy-connection",
          "proxy-authorization",
          "authorization",
          "content-length");

  /** Who may read an answer across origins is this server's to say, as in Kubernetes. */
  private static final Set<String> CORS =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin");

  private ForwardedHeaders() {}

  /** The Host that the client asked for; empty when it named none. */
  static String host(HttpCall call) {
    var authority = call.request().authority();
    return authority == null ? "" : authority.toString();
  }

  /** The addresses that a request came by, the client's last. */
  static String forwardedFor(Exchange exchange) {
    var before = exchange.header("X-Forwarded-For");
    var client = exchange.origin().address();
    return before == null ? client : before + ", " + client;
  }

  /**
   * Writes what the proxied server gets.
   *
   * @param prefix the path under which the target is seen here
   */
  static void toTarget(
      HttpCall call, Exchange exchange, Target target, String prefix, MultiMap headers) {
    copy(call.request().headers(), headers, Set.of());
    headers.set("X-Forwarded-For", forwardedFor(exchange));
    headers.set("X-Forwarded-Uri", prefix + target.path());
    if (!host(call).isEmpty()) {
      headers.set("Host", host(call));
    }
  }

  /** Writes what the client gets, instead of headers of the same name that are there. */
  static void toClient(BackendAnswer answer, MultiMap headers) {
    answer.headers().names().stream()
        .filter(name -> !CORS.contains(lower(name)))
        .forEach(headers::remove);
    copy(answer.headers(), headers, CORS);
    var length = answer.header("Content-Length");
    if (length != null) {
      headers.set("Content-Length", length);
    }
  }

  private static void copy(MultiMap from, MultiMap to, Set<String> butFor) {
    var ofConnection = new HashSet<String>();
    for (var header : from.getAll("Connection")) {
      for (var name : header.split(",")) {
        ofConnection.add(lower(name.strip()));
      }
    }
    for (var header : from) {
      var name = lower(header.getKey());
      if (!NOT_PASSED_ON.contains(name) && !ofConnection.contains(name) && !butFor.contains(name)) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
