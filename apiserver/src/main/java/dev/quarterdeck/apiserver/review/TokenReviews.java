package dev.quarterdeck.apiserver.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.apiserver.access.TokenVerifier;
import dev.quarterdeck.apiserver.access.TokenVerifier.Verdict;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers TokenReviews: whose a bearer token is, and for whom it is meant. */
public final class TokenReviews {

  private final TokenVerifier verifier;
  private final Authenticator others;
  private final List<String> ownAudiences;

  /**
   * @param verifier knows tokens that say for whom they are meant
   * @param others know tokens that do not, and so are meant for this server
   * @param ownAudiences the names of this server
   */
  public TokenReviews(TokenVerifier verifier, Authenticator others, List<String> ownAudiences) {
    this.verifier = verifier;
    this.others = others;
    this.ownAudiences = List.copyOf(ownAudiences);
  }

  void answer(ObjectNode review) {
    var token = review.path("spec").path("token").asText("");
    if (token.isEmpty()) {
      throw ApiFault.badRequest("token is required for TokenReview in authentication");
    }
    var audiences = new ArrayList<String>();
    review.path("spec").path("audiences").forEach(audience -> audiences.add(audience.asText()));
    var verdict = judge(token, audiences.isEmpty() ? ownAudiences : audiences);
    var status = review.putObject("status");
    switch (verdict) {
      case Verdict.Accepted(var user, var meantFor) -> {
        status.put("authenticated", true);
        user.describe(status.putObject("user"));
        meantFor.forEach(status.putArray("audiences")::add);
      }
      case Verdict.Refused(var why) -> status.put("authenticated", false).put("error", why);
      case Verdict.Foreign() -> status.put("authenticated", false);
    }
  }

  private Verdict judge(String token, List<String> audiences) {
    var verdict = verifier.verify(token, audiences);
    if (!(verdict instanceof Verdict.Foreign)) {
      return verdict;
    }
    var meantFor = audiences.stream().filter(ownAudiences::contains).toList();
    var user =
        meantFor.isEmpty()
            ? Optional.<User>empty()
            : others.authenticate(new Credentials(null, token));
    return user.<Verdict>map(known -> new Verdict.Accepted(known, meantFor))
        .orElse(new Verdict.Foreign());
  }
}
