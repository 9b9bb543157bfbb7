package dev.quarterdeck.apiserver.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.Lookup.Identity;
import dev.quarterdeck.apiserver.token.TokenClaims.Bindings;
import dev.quarterdeck.apiserver.token.TokenClaims.Reference;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.ApiFault;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which token a request gets, and until when it is good. */
class TokenRulesTest {

  private static final String OWN = "https://issuer";
  private static final ObjectNode ACCOUNT =
      Trees.yaml("metadata: {namespace: default, name: web, uid: u1}");

  private static TokenClaims claims(String spec, Bindings bindings) {
    var request = Trees.yaml("spec: " + spec);
    TokenRequests.applyDefaults(request, OWN);
    return TokenRequests.claims(request, ACCOUNT, bindings, OWN, "id", Trees.NOW);
  }

  private static Bindings pod() {
    return new Bindings(Optional.of(new Reference("p", "u2")), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "false, 3607, own, 3607, false",
    "true, 3607, own, 31536000, true",
    "true, 3607, other, 3607, false",
    "true, 3600, own, 3600, false"
  })
  void theKubeletsUsualTokenOutlivesItsHour(
      boolean bound, long asked, String audience, long lasts, boolean warns) {
    var audiences = audience.equals("own") ? "[]" : "[" + audience + "]";
    var claims =
        claims(
            "{expirationSeconds: %d, audiences: %s}".formatted(asked, audiences),
            bound ? pod() : Bindings.NONE);
    assertThat(Duration.between(Trees.NOW, claims.expires()).toSeconds()).isEqualTo(lasts);
    assertThat(claims.warnAfter().isPresent()).isEqualTo(warns);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "0|uid: u1|uid: u2|-",
        "3600|uid: u1|uid: u2|-",
        "3601|uid: u1|uid: u2|service account token has expired",
        "-1|uid: u1|uid: u2|service account token is not valid yet",
        "0|-|uid: u2|service account web is gone",
        "0|uid: u9|uid: u2|service account UID (u9) does not match claim (u1)",
        "0|uid: u1|-|pod p is gone",
        "0|uid: u1|uid: u9|pod UID (u9) does not match claim (u2)",
        "59|uid: u1|{uid: u2, deletionTimestamp: '2026-01-01T12:00:00Z'}|-",
        "61|uid: u1|{uid: u2, deletionTimestamp: '2026-01-01T12:00:00Z'}|pod p has been deleted"
      })
  void aTokenIsGoodAsLongAsItsObjectsAreThere(
      long seconds, String account, String pod, String why) {
    var bound = new BoundObjects(object(account), object(pod), Optional.empty(), Optional.empty());
    assertThat(bound.refuses(claims("{}", pod()), Trees.NOW.plusSeconds(seconds)))
        .isEqualTo(Optional.ofNullable(why));
  }

  private static Optional<Identity> object(String metadata) {
    return Optional.ofNullable(metadata)
        .map(
            text ->
                Identity.of(
                    Trees.yaml(
                        "{metadata: %s}"
                            .formatted(text.startsWith("{") ? text : "{" + text + "}"))));
  }

  @Test
  void aPodOfAnotherAccountIsRefused() {
    var request = Trees.yaml("spec: {boundObjectRef: {apiVersion: v1, kind: Pod, name: p}}");
    var binding = TokenRequests.binding(request).orElseThrow();
    var pod = Trees.yaml("{metadata: {name: p, uid: u2}, spec: {serviceAccountName: other}}");
    assertThatThrownBy(() -> TokenRequests.check(binding, "web", pod))
        .isInstanceOf(ApiFault.class)
        .hasMessageContaining("pod running with different serviceaccount name");
  }

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256"})
  void whatIsSignedIsReadAgain(String algorithm, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    var issuer = TokenIssuer.of(OWN, generator.generateKeyPair());
    var claims = claims("{audiences: [a, b], expirationSeconds: 600}", pod());
    var token = issuer.sign(claims);
    assertThat(issuer.read(token)).isEqualTo(new TokenIssuer.Reading.Genuine(claims));
    var other = TokenIssuer.of(OWN, generator.generateKeyPair());
    assertThat(other.read(token)).isInstanceOf(TokenIssuer.Reading.Forged.class);
    var elsewhere = TokenIssuer.of("https://elsewhere", generator.generateKeyPair());
    assertThat(elsewhere.read(token)).isInstanceOf(TokenIssuer.Reading.Foreign.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s.%s.%s==", "%s=.%s.%s", "%s.%s. %s", " %s.%s.%s", "%s.%s\n.%s", "%s.%s.%s!"})
  void tokenWithAnythingButBase64UrlIsNone(String form) {
    var issuer = TokenIssuer.ephemeral();
    var parts = issuer.sign(claims("{}", pod())).split("\\.");
    assertThat(issuer.read(form.formatted(parts[0], parts[1], parts[2])))
        .isInstanceOf(TokenIssuer.Reading.Foreign.class);
  }

  @Test
  void whatIsNoTokenIsForeign() {
    var issuer = TokenIssuer.ephemeral();
    for (var text : List.of("", "a.b.c", "..", "e30.e30.e30", "x".repeat(100_000), "{}.[].7")) {
      assertThat(issuer.read(text)).as(text).isInstanceOf(TokenIssuer.Reading.Foreign.class);
    }
  }
}
