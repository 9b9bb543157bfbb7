package dev.quarterdeck.apiserver.http.head;

import dev.quarterdeck.apiserver.request.BearerToken;
import dev.quarterdeck.apiserver.request.Exchange.Origin;
import dev.quarterdeck.apiserver.request.NamedValues;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What the head of an HTTP request says, and the connection it came on, in plain values. */
public final class RequestHead {

  private static final int LONGEST_AUDIT_ID = 64;

  private RequestHead() {}

  /**
   * @param received when the head was there
   */
  public static Origin origin(HttpServerRequest request, Instant received) {
    return new Origin(
        auditId(request),
        received,
        request.remoteAddress().hostAddress(),
        certificate(request.connection().sslSession()));
  }

  /** The client's own, when it is sane; otherwise a fresh one, unique but not secret. */
  private static String auditId(HttpServerRequest request) {
    var given = request.getHeader("Audit-ID");
    if (given != null && !given.isEmpty() && given.length() <= LONGEST_AUDIT_ID) {
      return given;
    }
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** The one the TLS layer has verified; null when the client showed none. */
  private static X509Certificate certificate(SSLSession session) {
    if (session == null) {
      return null;
    }
    try {
      return (X509Certificate) session.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  public static NamedValues headers(HttpServerRequest request) {
    return new HttpValues(request.headers());
  }

  /**
   * @throws IllegalArgumentException when it holds a malformed escape
   */
  public static NamedValues query(HttpServerRequest request) {
    return request.query() == null ? NamedValues.NONE : new HttpValues(request.params());
  }

  /** Whether the client asks for a WebSocket. */
  public static boolean asksForWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * Takes the bearer token out of the subprotocols a client asks for, once it is let in: neither
   * those behind this server nor the client's own WebSocket agree on it.
   */
  public static void withholdToken(HttpServerRequest request) {
    BearerToken.withoutToken(request.headers().getAll(BearerToken.PROTOCOLS))
        .ifPresent(others -> request.headers().set(BearerToken.PROTOCOLS, others));
  }

  /** The subprotocols that a client asks for over its WebSocket, in order. */
  public static List<String> protocols(HttpServerRequest request) {
    return BearerToken.protocols(request.headers().getAll(BearerToken.PROTOCOLS));
  }

  /**
   * Settles what a WebSocket that is about to be opened speaks.
   *
   * @param protocol one that the client asks for; empty for none
   */
  public static void agreeOn(HttpServerRequest request, String protocol) {
    if (protocol.isEmpty()) {
      request.headers().remove(BearerToken.PROTOCOLS);
    } else {
      request.headers().set(BearerToken.PROTOCOLS, protocol);
    }
  }
}
