package dev.quarterdeck.apiserver.access;

import dev.quarterdeck.model.User;
import java.util.List;

/** Judges bearer tokens of one kind. */
@FunctionalInterface
public interface TokenVerifier {

  /** What a token is worth. */
  sealed interface Verdict {

    /**
     * @param audiences those of the asked ones the token is good for; never empty
     */
    record Accepted(User user, List<String> audiences) implements Verdict {}

    /** Not a token of this verifier's kind: another may know it. */
    record Foreign() implements Verdict {}

    /** Of this kind, and not valid. */
    record Refused(String why) implements Verdict {}
  }

  /**
   * @param audiences for whom the token must be meant, one of these at least
   */
  Verdict verify(String token, List<String> audiences);
}
