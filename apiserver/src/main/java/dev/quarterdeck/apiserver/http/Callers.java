package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who calls and whether they may. */
final class Callers {

  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final String BEARER = "Bearer ";

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  Callers(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  /**
   * Whose credentials the request shows; anonymous when it shows none.
   *
   * @throws ApiFault UNAUTHORIZED when credentials are shown that nobody knows
   */
  User identify(HttpServerRequest request) {
    var credentials = credentials(request);
    var known = authenticate(credentials);
    if (known.isEmpty() && !credentials.absent()) {
      throw unauthorized();
    }
    return known.orElse(User.ANONYMOUS);
  }

  /**
   * Whom the request is to count as: the caller, unless it asks for somebody else.
   *
   * @throws ApiFault FORBIDDEN for impersonation without the right to it
   */
  User impersonated(User caller, HttpServerRequest request) {
    return Impersonation.of(caller, request.headers(), this::authorize);
  }

  /** Why somebody is not let in is for the server's log, as in Kubernetes. */
  private Optional<User> authenticate(Credentials credentials) {
    try {
      return authenticator.authenticate(credentials);
    } catch (ApiFault refused) {
      if (refused.reason() != Reason.UNAUTHORIZED) {
        throw refused;
      }
      LOG.info("refused a bearer token: {}", refused.getMessage());
      throw unauthorized();
    }
  }

  private static ApiFault unauthorized() {
    return new ApiFault(Reason.UNAUTHORIZED, "Unauthorized");
  }

  /**
   * @throws ApiFault FORBIDDEN, in Kubernetes' words
   */
  void authorize(Attributes attributes) {
    switch (authorizer.authorize(attributes)) {
      case Authorizer.Decision.Allow ignored -> {}
      case Authorizer.Decision.Deny deny -> throw refusal(attributes, deny.reason());
      case Authorizer.Decision.NoOpinion none -> throw refusal(attributes, none.reason());
    }
  }

  private static ApiFault refusal(Attributes attributes, String reason) {
    var message = attributes.refusal() + (reason.isEmpty() ? "" : ": " + reason);
    return new ApiFault(
        Reason.FORBIDDEN,
        message,
        new ApiFault.Details(
            attributes.group(),
            attributes.resource(),
            attributes.name(),
            java.util.List.of(),
            java.time.Duration.ZERO));
  }

  private static Credentials credentials(HttpServerRequest request) {
    var certificate = certificate(request.connection().sslSession());
    var header = request.getHeader("Authorization");
    var token =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : "";
    return certificate == null && token.isEmpty()
        ? Credentials.NONE
        : new Credentials(certificate, token);
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
}
