package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page ended. Opaque to clients, but of the same make as Kubernetes', so a client may carry
 * one from a real API server to ours.
 *
 * @param revision the list's; {@link #INCONSISTENT} to go on with the newest state
 * @param startAfter last store key seen, without the kind's prefix
 */
record ContinueToken(long revision, String startAfter) {

  static final long INCONSISTENT = -1;

  private static final String VERSION = "meta.k8s.io/v1";

  /**
   * Kubernetes' token names the first key to read, which it makes from the last one seen by a zero
   * byte.
   */
  private static final String AFTER = "\0";

  String encode() {
    var json = Json.object().put("v", VERSION).put("rv", revision).put("start", startAfter + AFTER);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(json));
  }

  /**
   * @throws ApiFault 400 when it is none of ours
   */
  static ContinueToken decode(String token) {
    try {
      var json =
          Json.parseObject(
              Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)));
      var start = json.path("start").asText("");
      var revision = json.path("rv").asLong(0);
      if (json.path("v").asText("").equals(VERSION)
          && (revision > 0 || revision == INCONSISTENT)
          && !start.isEmpty()
          && !start.startsWith("/")
          && !start.contains("..")) {
        return new ContinueToken(
            revision, start.endsWith(AFTER) ? start.substring(0, start.length() - 1) : start);
      }
    } catch (IllegalArgumentException | ApiFault malformed) {
      // Falls through: whatever is wrong with it, the client should start over.
    }
    throw ApiFault.badRequest(
        "continue key is not valid: start a new list without the continue parameter");
  }
}
