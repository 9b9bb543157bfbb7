package dev.quarterdeck.apiserver.token;

import dev.quarterdeck.apiserver.admission.Lookup.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The objects a token depends on, as they are now.
 *
 * @param node only asked for when the token is bound to the node itself
 */
record BoundObjects(
    Optional<Identity> account,
    Optional<Identity> pod,
    Optional<Identity> secret,
    Optional<Identity> node) {

  /** An object that is being deleted still counts this long after its time. */
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  /** Why the token is not good any more; empty when it is. */
  Optional<String> refuses(TokenClaims claims, Instant now) {
    if (now.isAfter(claims.expires())) {
      return Optional.of("service account token has expired");
    }
    if (now.isBefore(claims.notBefore())) {
      return Optional.of("service account token is not valid yet");
    }
    var bindings = claims.bindings();
    return gone("service account", account, claims.account(), now)
        .or(() -> bindings.pod().flatMap(bound -> gone("pod", pod, bound, now)))
        .or(() -> bindings.secret().flatMap(bound -> gone("secret", secret, bound, now)))
        .or(
            () ->
                bindings.pod().isPresent()
                    ? Optional.empty()
                    : bindings.node().flatMap(bound -> gone("node", node, bound, now)));
  }

  private static Optional<String> gone(
      String what, Optional<Identity> found, TokenClaims.Reference bound, Instant now) {
    if (found.isEmpty()) {
      return Optional.of("%s %s is gone".formatted(what, bound.name()));
    }
    var uid = found.get().uid();
    if (!uid.equals(bound.uid())) {
      return Optional.of("%s UID (%s) does not match claim (%s)".formatted(what, uid, bound.uid()));
    }
    var deletion = found.get().deletionTimestamp();
    return !deletion.isEmpty() && now.isAfter(Instant.parse(deletion).plus(LEEWAY))
        ? Optional.of("%s %s has been deleted".formatted(what, bound.name()))
        : Optional.empty();
  }
}
