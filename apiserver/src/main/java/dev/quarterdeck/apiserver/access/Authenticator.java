package dev.quarterdeck.apiserver.access;

import dev.quarterdeck.model.User;
import java.util.List;
import java.util.Optional;

/** Finds out who sends a request. */
@FunctionalInterface
public interface Authenticator {

  /** The user these credentials prove; empty when this authenticator does not know them. */
  Optional<User> authenticate(Credentials credentials);

  /** Asks each in turn; the first that knows the credentials decides. */
  static Authenticator firstOf(List<Authenticator> authenticators) {
    var all = List.copyOf(authenticators);
    return credentials -> {
      for (var authenticator : all) {
        var user = authenticator.authenticate(credentials);
        if (user.isPresent()) {
          return user;
        }
      }
      return Optional.empty();
    };
  }
}
