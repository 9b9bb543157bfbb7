package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who calls and whether they may. */
public final class Callers {

  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

  private static final String DECISION = "authorization.k8s.io/decision";
  private static final String REASON = "authorization.k8s.io/reason";

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  public Callers(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  /**
   * Whose credentials the request shows; anonymous when it shows none.
   *
   * @throws ApiFault UNAUTHORIZED when credentials are shown that nobody knows
   */
  User identify(Exchange exchange) {
    var credentials =
        new Credentials(exchange.origin().certificate(), BearerToken.shown(exchange.headers()));
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
  User impersonated(Exchange exchange) {
    return Impersonation.of(exchange.caller(), exchange.headers(), this::authorize);
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

  static ApiFault unauthorized() {
    return new ApiFault(Reason.UNAUTHORIZED, "Unauthorized");
  }

  /**
   * Whether the request may be made, which is kept for the audit log.
   *
   * @throws ApiFault FORBIDDEN, in Kubernetes' words
   */
  void authorize(Exchange exchange) {
    var decision = authorizer.authorize(exchange.asked());
    var allowed = decision instanceof Authorizer.Decision.Allow;
    exchange.annotations().add(DECISION, allowed ? "allow" : "forbid");
    exchange.annotations().add(REASON, decision.reason());
    if (!allowed) {
      throw refusal(exchange.asked(), decision.reason());
    }
  }

  /**
   * Whether something else may be done that the request leads to.
   *
   * @throws ApiFault as {@link #authorize(Exchange)}
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
            List.of(),
            Duration.ZERO));
  }
}
