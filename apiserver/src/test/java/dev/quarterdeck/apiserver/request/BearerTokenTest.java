package dev.quarterdeck.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  private static final String IN = "base64url.bearer.authorization.k8s.io.";

  private static Parameters webSocket(String... protocols) {
    var headers = new Parameters().set("Connection", "keep-alive, Upgrade");
    headers.set("Upgrade", "WebSocket");
    for (var header : protocols) {
      headers.add(BearerToken.PROTOCOLS, header.replace("IN.", IN));
    }
    return headers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer abc   | abc",
        "bearer abc   | abc",
        "Bearer  a.b  | ''",
        "Bearer a b   | a",
        "Basic abc    | ''",
        "Bearer       | ''",
      })
  void theHeaderShowsIt(String header, String token) {
    assertThat(BearerToken.shown(new Parameters().set("Authorization", header))).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v4.channel.k8s.io, IN.dG9rZW4-",
        "IN.dG9rZW4-,v4.channel.k8s.io",
        "binary.k8s.io,IN.dG9rZW4-,v4.channel.k8s.io"
      })
  void aSubprotocolShowsIt(String protocols) {
    assertThat(BearerToken.shown(webSocket(protocols))).isEqualTo("token>");
  }

  @Test
  void theHeaderMayComeInParts() {
    assertThat(BearerToken.shown(webSocket("v4.channel.k8s.io", "IN.dG9rZW4-")))
        .isEqualTo("token>");
  }

  @Test
  void theAuthorizationHeaderGoesFirst() {
    var both = webSocket("v4.channel.k8s.io, IN.dG9rZW4-").set("Authorization", "Bearer other");
    assertThat(BearerToken.shown(both)).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4.channel.k8s.io", "base64.binary.k8s.io,x", "IN.,v4.channel.k8s.io"})
  void othersShowNone(String protocols) {
    assertThat(BearerToken.shown(webSocket(protocols))).isEmpty();
  }

  @Test
  void onlyAWebSocketShowsItByASubprotocol() {
    var plain = new Parameters().set(BearerToken.PROTOCOLS, "v4.channel.k8s.io," + IN + "dG9rZW4-");
    assertThat(BearerToken.shown(plain)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IN.dG9rZW4-", // none is left to agree on
        "IN.dG9rZW4-,IN.dG9rZW4-,v4.channel.k8s.io",
        "IN.dG9rZW4+,v4.channel.k8s.io",
        "IN.dG9rZW4,v4.channel.k8s.io,IN.",
        "IN.dG9rZQ==,v4.channel.k8s.io",
        "IN.gICA,v4.channel.k8s.io", // no UTF-8
      })
  void oneThatCannotBeReadIsUnauthorized(String protocols) {
    assertThatThrownBy(() -> BearerToken.shown(webSocket(protocols)))
        .isInstanceOfSatisfying(ApiFault.class, fault -> assertThat(fault.code()).isEqualTo(401));
  }

  @Test
  void nobodyElseGetsToSeeIt() {
    assertThat(BearerToken.withoutToken(List.of("a, " + IN + "dG9rZW4-", "b"))).hasValue("a,b");
    assertThat(BearerToken.withoutToken(List.of("a, b"))).isEmpty();
    assertThat(BearerToken.withoutToken(List.of())).isEmpty();
  }
}
