package dev.quarterdeck.apiserver.access;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a request may go on. It is asked once for each request, so it answers from what
 * it knows; only before it refuses may it wait a moment to learn more.
 */
@FunctionalInterface
public interface Authorizer {

  /** The answer, with the reason that goes into the audit line. */
  sealed interface Decision {
    String reason();

    record Allow(String reason) implements Decision {}

    /** Refused for good: no later authorizer is asked. */
    record Deny(String reason) implements Decision {}

    /** This authorizer has nothing to say; if nobody allows, the request is refused. */
    record NoOpinion(String reason) implements Decision {}
  }

  Decision authorize(Attributes attributes);

  /** Asks each in turn until one allows or denies; if none does, tells what all had to say. */
  static Authorizer firstOf(List<Authorizer> authorizers) {
    var all = List.copyOf(authorizers);
    return attributes -> {
      var reasons = new ArrayList<String>();
      for (var authorizer : all) {
        switch (authorizer.authorize(attributes)) {
          case Decision.NoOpinion none -> {
            if (!none.reason().isEmpty()) {
              reasons.add(none.reason());
            }
          }
          case Decision.Allow allow -> {
            return allow;
          }
          case Decision.Deny deny -> {
            return deny;
          }
        }
      }
      return new Decision.NoOpinion(String.join("\n", reasons));
    };
  }
}
