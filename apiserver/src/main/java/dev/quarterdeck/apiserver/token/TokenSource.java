package dev.quarterdeck.apiserver.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.token.TokenClaims.Bindings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers TokenRequests (authentication.k8s.io/v1) with freshly signed tokens. */
public final class TokenSource {

  private static final GroupVersionResource NODES = GroupVersionResource.core("nodes");

  private final TokenIssuer issuer;
  private final Lookup lookup;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /**
   * @param ids makes the tokens' ids
   */
  public TokenSource(TokenIssuer issuer, Lookup lookup, InstantSource clock, Supplier<String> ids) {
    this.issuer = issuer;
    this.lookup = lookup;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Fills in what the request leaves open.
   *
   * @throws ApiFault INVALID
   */
  public void complete(ObjectNode request, String account) {
    TokenRequests.applyDefaults(request, issuer.name());
    var errors = TokenRequests.validate(request);
    if (!errors.isEmpty()) {
      throw ApiFault.invalid("authentication.k8s.io", "TokenRequest", account, errors);
    }
  }

  /**
   * @param request complete; belongs to the call
   * @param account the ServiceAccount
   * @return the request with its status
   * @throws ApiFault NOT_FOUND when what the token is to be bound to is not there, CONFLICT when it
   *     is another, BAD_REQUEST when tokens cannot be bound to it
   */
  public ObjectNode answer(ObjectNode request, ObjectNode account) {
    var claims =
        TokenRequests.claims(
            request,
            account,
            bindings(request, account),
            issuer.name(),
            ids.get(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    return TokenRequests.answer(request, account, claims, issuer.sign(claims));
  }

  private Bindings bindings(ObjectNode request, ObjectNode account) {
    var wanted = TokenRequests.binding(request);
    if (wanted.isEmpty()) {
      return Bindings.NONE;
    }
    var binding = wanted.get();
    var namespace =
        binding.resource().equals(NODES) ? "" : Tree.text(account, "/metadata/namespace");
    var object =
        lookup
            .stored(binding.resource(), namespace, binding.name())
            .orElseThrow(() -> ApiFault.notFound(binding.resource(), binding.name()));
    TokenRequests.check(binding, Tree.text(account, "/metadata/name"), object);
    return TokenRequests.bindings(binding, object, node(object));
  }

  private Optional<ObjectNode> node(ObjectNode pod) {
    var name = Tree.text(pod, "/spec/nodeName");
    return name.isEmpty() ? Optional.empty() : lookup.cached(NODES, "", name);
  }
}
