package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of ServiceAccounts: asked for, shown, reviewed, and gone with what they are bound to. */
class TokensTest {

  private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  private static String account(String name) {
    return api.post(ACCOUNTS, "{\"metadata\":{\"name\":\"%s\"}}".formatted(name))
        .at("/metadata/uid");
  }

  private static Api.Answer ask(String account, String spec) {
    return api.post(ACCOUNTS + "/" + account + "/token", "{\"spec\":" + spec + "}");
  }

  /** The watch cache hears of a deletion a moment later. */
  private static void awaitRefusal(String token) {
    await("the token is refused")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> api.as(token).post(WHOAMI, "{}").code() == 401);
  }

  private static ObjectNode claims(String token) {
    return Json.parseObject(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private static Api.Answer review(String token, String audiences) {
    return api.post(
        REVIEWS, "{\"spec\":{\"token\":\"%s\",\"audiences\":%s}}".formatted(token, audiences));
  }

  @Test
  void aTokenSaysWhoseItIsAndForHowLong() {
    var uid = account("plain");
    var answer = ask("plain", "{\"expirationSeconds\":1200}");
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.at("/kind")).isEqualTo("TokenRequest");
    var claims = claims(answer.at("/status/token"));
    assertThat(claims.at("/exp").asLong() - claims.at("/iat").asLong()).isEqualTo(1200);
    assertThat(claims.at("/sub").asText()).isEqualTo("system:serviceaccount:default:plain");
    assertThat(claims.at("/aud/0").asText()).isEqualTo(claims.at("/iss").asText());
    assertThat(claims.at("/kubernetes.io/serviceaccount/uid").asText()).isEqualTo(uid);
    assertThat(answer.at("/spec/audiences/0")).isEqualTo(claims.at("/iss").asText());
  }

  @Test
  void whoeverShowsTheTokenIsTheServiceAccount() {
    var uid = account("shown");
    var token = ask("shown", "{}").at("/status/token");
    var who = api.as(token).post(WHOAMI, "{}");
    assertThat(who.at("/status/userInfo/username"))
        .isEqualTo("system:serviceaccount:default:shown");
    assertThat(who.at("/status/userInfo/uid")).isEqualTo(uid);
    assertThat(who.json().at("/status/userInfo/groups").toString())
        .isEqualTo(
            "[\"system:serviceaccounts\",\"system:serviceaccounts:default\","
                + "\"system:authenticated\"]");
    assertThat(who.json().at("/status/userInfo/extra").toString())
        .contains("authentication.kubernetes.io/credential-id", "JTI=");
    assertThat(api.as(token).get(PODS).at("/message"))
        .contains("User \"system:serviceaccount:default:shown\" cannot list");
  }

  @Test
  void aTokenEndsWithThePodItIsBoundTo() {
    account("bound");
    var pod = Api.pod("bound").replace("\"spec\":{", "\"spec\":{\"serviceAccountName\":\"bound\",");
    var uid = api.post(PODS, pod).at("/metadata/uid");
    var reference =
        "{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"bound\",\"uid\":\"%s\"}}";
    assertThat(ask("bound", reference.formatted("other")).code()).isEqualTo(409);
    var token = ask("bound", reference.formatted(uid)).at("/status/token");
    var good = review(token, "[]");
    assertThat(good.at("/status/authenticated")).isEqualTo("true");
    assertThat(
            good.json()
                .at("/status/user/extra")
                .path("authentication.kubernetes.io/pod-name")
                .path(0)
                .asText())
        .isEqualTo("bound");
    assertThat(api.delete(PODS + "/bound").code()).isEqualTo(200);
    awaitRefusal(token);
    assertThat(review(token, "[]").at("/status/authenticated")).isEqualTo("false");
    assertThat(review(token, "[]").at("/status/error")).isEqualTo("pod bound is gone");
  }

  @Test
  void aTokenIsNotForASecondAccountOfTheSameName() {
    account("again");
    var token = ask("again", "{}").at("/status/token");
    api.delete(ACCOUNTS + "/again");
    awaitRefusal(token);
    account("again");
    assertThat(review(token, "[]").at("/status/error"))
        .startsWith("service account UID (")
        .contains("does not match claim (");
  }

  @Test
  void aTokenIsOnlyGoodForItsAudience() {
    account("audience");
    var token = ask("audience", "{\"audiences\":[\"vault\",\"db\"]}").at("/status/token");
    assertThat(api.as(token).post(WHOAMI, "{}").code()).isEqualTo(401);
    var answer = review(token, "[\"db\",\"web\"]");
    assertThat(answer.at("/status/authenticated")).isEqualTo("true");
    assertThat(answer.json().at("/status/audiences").toString()).isEqualTo("[\"db\"]");
    assertThat(review(token, "[\"web\"]").at("/status/error"))
        .isEqualTo("token audiences [vault, db] is invalid for the target audiences [web]");
  }

  @Test
  void aChangedTokenIsRefusedAndASomebodyElsesIsUnknown() {
    account("forged");
    var token = ask("forged", "{}").at("/status/token");
    var forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
    assertThat(api.as(forged).post(WHOAMI, "{}").code()).isEqualTo(401);
    assertThat(review(forged, "[]").at("/status/error")).contains("not signed");
    assertThat(review("joe", "[]").at("/status/user/username")).isEqualTo("joe");
    assertThat(review("unknown", "[]").at("/status/authenticated")).isEqualTo("false");
    assertThat(review("", "[]").code()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"expirationSeconds\":300}|422|spec.expirationSeconds: Invalid value: 300: may not specify"
            + " a duration less than 10 minutes",
        "{\"expirationSeconds\":4294967297}|422|may not specify a duration larger than 2^32 seconds",
        "{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"nope\"}}|404|pods"
            + " \"nope\" not found",
        "{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"nope\"}}|400|cannot"
            + " bind token to object of type v1, Kind=ConfigMap",
        "{\"expirationSeconds\":\"x\"}|400|cannot be handled as a TokenRequest"
      })
  void aWrongRequestIsNamed(String spec, int code, String message) {
    account("wrong");
    var answer = ask("wrong", spec);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("/message")).contains(message);
  }

  @Test
  void thereIsNoTokenForAnAccountThatIsNotThere() {
    assertThat(ask("nobody", "{}").code()).isEqualTo(404);
    assertThat(api.get(ACCOUNTS + "/nobody/token").code()).isEqualTo(405);
  }

  @Test
  void aNodeGetsTokensForItsOwnPodsOnly() {
    account("theirs");
    var pod =
        Api.pod("theirs")
            .replace(
                "\"spec\":{",
                "\"spec\":{\"serviceAccountName\":\"theirs\",\"volumes\":[{\"name\":\"t\",\"projected\":"
                    + "{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}}]}}],");
    var uid = api.post(PODS, pod).at("/metadata/uid");
    var node = api.as("system:node:n1/system:nodes");
    var path = ACCOUNTS + "/theirs/token";
    var request =
        "{\"spec\":{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"theirs\",\"uid\":\"%s\"}}}"
            .formatted(uid);
    assertThat(node.post(path, request).at("/message")).contains("no relationship found");
    api.post(
        PODS + "/theirs/binding",
        "{\"metadata\":{\"name\":\"theirs\"},\"target\":{\"name\":\"n1\"}}");
    assertThat(node.post(path, "{\"spec\":{}}").at("/message")).contains("not bound to a pod");
    var answer = node.post(path, request);
    assertThat(answer.code()).isEqualTo(201);
    assertThat(claims(answer.at("/status/token")).at("/kubernetes.io/node/name").asText())
        .isEqualTo("n1");
  }

  @Test
  void othersCanCheckTokensByThemselves() {
    var configuration = api.get("/.well-known/openid-configuration");
    assertThat(configuration.at("/issuer"))
        .isEqualTo("https://kubernetes.default.svc.cluster.local");
    assertThat(configuration.at("/jwks_uri")).endsWith("/openid/v1/jwks");
    var keys = api.get("/openid/v1/jwks");
    assertThat(keys.header("Content-Type")).isEqualTo("application/jwk-set+json");
    assertThat(keys.at("/keys/0/use")).isEqualTo("sig");
    assertThat(keys.json().at("/keys/0").has("d")).as("private part").isFalse();
    account("discoverer");
    var token = ask("discoverer", "{}").at("/status/token");
    assertThat(api.as(token).get("/openid/v1/jwks").code()).isEqualTo(200);
    assertThat(api.as("joe").get("/openid/v1/jwks").code()).isEqualTo(403);
  }
}
