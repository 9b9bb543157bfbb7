package dev.quarterdeck.apiserver.answer;

import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What others need to check ServiceAccount tokens by themselves: the issuer's OpenID Connect
 * discovery document and its public keys.
 */
public final class IssuerDocuments {

  private static final String KEYS = "/openid/v1/jwks";
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final Map<String, String> CACHED = Map.of("Cache-Control", "public, max-age=3600");

  private final Map<String, Reply.Whole> documents;

  /**
   * @param address HOST:PORT under which this server is reached
   */
  public IssuerDocuments(TokenIssuer issuer, String address) {
    documents =
        Map.of(
            KEYS,
            new Reply.Whole(200, issuer.publicKeys(), "application/jwk-set+json", CACHED),
            CONFIGURATION,
            new Reply.Whole(
                200,
                issuer.configuration("https://" + address + KEYS),
                "application/json",
                CACHED));
  }

  /** Where answers are. */
  Set<String> paths() {
    return documents.keySet();
  }

  Optional<Reply> answer(String path) {
    var bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return Optional.ofNullable(documents.get(bare));
  }
}
