package dev.quarterdeck.apiserver.token;

import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.apiserver.access.TokenVerifier;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.admission.Lookup.Identity;
import dev.quarterdeck.apiserver.token.TokenIssuer.Reading;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows ServiceAccounts by their tokens: signed here, not expired, and everything they are bound to
 * still there (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens">bound
 * service account tokens</a>).
 */
public final class ServiceAccountTokens implements TokenVerifier, Authenticator {

  private static final String PREFIX = "authentication.kubernetes.io/";

  private final TokenIssuer issuer;
  private final Lookup lookup;
  private final InstantSource clock;

  public ServiceAccountTokens(TokenIssuer issuer, Lookup lookup, InstantSource clock) {
    this.issuer = issuer;
    this.lookup = lookup;
    this.clock = clock;
  }

  /**
   * @throws ApiFault UNAUTHORIZED for a ServiceAccount's token that is not valid here and now
   */
  @Override
  public Optional<User> authenticate(Credentials credentials) {
    return switch (verify(credentials.bearerToken(), List.of(issuer.name()))) {
      case Verdict.Accepted(var user, var ignored) -> Optional.of(user);
      case Verdict.Foreign() -> Optional.empty();
      case Verdict.Refused(var why) -> throw new ApiFault(Reason.UNAUTHORIZED, why);
    };
  }

  @Override
  public Verdict verify(String token, List<String> audiences) {
    return switch (issuer.read(token)) {
      case Reading.Foreign() -> new Verdict.Foreign();
      case Reading.Forged() ->
          new Verdict.Refused("the token is not signed with a key of this server");
      case Reading.Genuine(var claims) -> judge(claims, audiences);
    };
  }

  private Verdict judge(TokenClaims claims, List<String> audiences) {
    var meantFor = audiences.stream().filter(claims.audiences()::contains).toList();
    if (meantFor.isEmpty()) {
      return new Verdict.Refused(
          "token audiences %s is invalid for the target audiences %s"
              .formatted(claims.audiences(), audiences));
    }
    return bound(claims)
        .refuses(claims, clock.instant())
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(() -> new Verdict.Accepted(user(claims), meantFor));
  }

  private BoundObjects bound(TokenClaims claims) {
    var bindings = claims.bindings();
    var namespace = claims.namespace();
    return new BoundObjects(
        find("serviceaccounts", namespace, claims.account()),
        bindings.pod().flatMap(pod -> find("pods", namespace, pod)),
        bindings.secret().flatMap(secret -> find("secrets", namespace, secret)),
        bindings.pod().isPresent()
            ? Optional.empty()
            : bindings.node().flatMap(node -> find("nodes", "", node)));
  }

  /** The cache is asked first; what it does not know (yet) is looked up. */
  private Optional<Identity> find(String resource, String namespace, TokenClaims.Reference wanted) {
    var type = GroupVersionResource.core(resource);
    return lookup
        .identity(type, namespace, wanted.name())
        .filter(known -> known.uid().equals(wanted.uid()))
        .or(() -> lookup.stored(type, namespace, wanted.name()).map(Identity::of));
  }

  private static User user(TokenClaims claims) {
    return new User(
        claims.username(),
        claims.account().uid(),
        List.of(
            User.SERVICE_ACCOUNTS,
            User.SERVICE_ACCOUNTS + ":" + claims.namespace(),
            User.AUTHENTICATED),
        extra(claims));
  }

  private static Map<String, List<String>> extra(TokenClaims claims) {
    var extra = new HashMap<String, List<String>>();
    if (!claims.id().isEmpty()) {
      extra.put(PREFIX + "credential-id", List.of("JTI=" + claims.id()));
    }
    claims.bindings().pod().ifPresent(pod -> put(extra, "pod", pod));
    claims.bindings().node().ifPresent(node -> put(extra, "node", node));
    return extra;
  }

  private static void put(
      Map<String, List<String>> extra, String kind, TokenClaims.Reference reference) {
    extra.put(PREFIX + kind + "-name", List.of(reference.name()));
    if (!reference.uid().isEmpty()) {
      extra.put(PREFIX + kind + "-uid", List.of(reference.uid()));
    }
  }
}
