package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reviews: may somebody do something, and what may I do? */
class ReviewsTest {

  private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
  private static final String LOCAL =
      AUTHORIZATION + "namespaces/default/localsubjectaccessreviews";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @Test
  void anAdministratorMayAskForOthers() {
    var ask =
        "{\"spec\":{\"user\":\"system:node:n1\",\"groups\":[\"system:nodes\"],"
            + "\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\"%s}}}";
    var path = AUTHORIZATION + "subjectaccessreviews";
    for (var selector :
        List.of(
            "{\"rawSelector\":\"spec.nodeName=n1\"}",
            "{\"requirements\":[{\"key\":\"spec.nodeName\",\"operator\":\"In\",\"values\":[\"n1\"]}]}")) {
      var yes = api.post(path, ask.formatted(",\"fieldSelector\":" + selector));
      assertThat(yes.code()).isEqualTo(201);
      assertThat(yes.at("/kind")).isEqualTo("SubjectAccessReview");
      assertThat(yes.at("/status/allowed")).as(selector).isEqualTo("true");
    }
    var no = api.post(path, ask.formatted(""));
    assertThat(no.at("/status/allowed")).isEqualTo("false");
    assertThat(no.at("/status/reason"))
        .isEqualTo("can only list/watch pods with spec.nodeName field selector");
    assertThat(api.as("joe").post(path, ask.formatted("")).code()).isEqualTo(403);
  }

  @Test
  void aLocalReviewIsAboutItsNamespace() {
    var ask =
        "{\"spec\":{\"user\":\"joe\",\"groups\":[\"system:masters\"],"
            + "\"resourceAttributes\":{\"namespace\":\"%s\",\"verb\":\"list\",\"resource\":\"pods\"}}}";
    var answer = api.post(LOCAL, ask.formatted("default"));
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.at("/status/allowed")).isEqualTo("true");
    assertThat(answer.at("/metadata/namespace")).isEqualTo("default");
    assertThat(api.post(LOCAL, ask.formatted("other")).at("/message"))
        .contains("spec.resourceAttributes.namespace: Invalid value: \"other\"");
  }

  @Test
  void everybodyMayListTheirOwnRules() {
    var path = AUTHORIZATION + "selfsubjectrulesreviews";
    var ask = "{\"spec\":{\"namespace\":\"default\"}}";
    var admin = api.post(path, ask);
    assertThat(admin.json().at("/status/resourceRules").toString())
        .isEqualTo("[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]");
    assertThat(admin.at("/status/incomplete")).isEqualTo("false");
    var joe = api.as("joe").post(path, ask);
    assertThat(joe.json().at("/status/resourceRules").findValuesAsText("resources")).hasSize(2);
    assertThat(joe.json().at("/status/nonResourceRules/0/nonResourceURLs").toString())
        .contains("\"/healthz\"", "\"/apis/*\"");
    assertThat(api.post(path, "{\"spec\":{}}").code()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "selfsubjectaccessreviews|{}|spec.resourceAttributes: Invalid value",
        "selfsubjectaccessreviews|{\"resourceAttributes\":{},\"nonResourceAttributes\":{}}"
            + "|spec.nonResourceAttributes: Invalid value",
        "subjectaccessreviews|{\"resourceAttributes\":{\"verb\":\"get\"}}"
            + "|spec.user: Invalid value: \"\": at least one of user or group must be specified",
        "selfsubjectaccessreviews|{\"resourceAttributes\":{\"labelSelector\":{}}}"
            + "|spec.resourceAttributes.labelSelector.requirements: Required value",
        "selfsubjectaccessreviews|{\"resourceAttributes\":{\"fieldSelector\":{\"rawSelector\":\"a=b\","
            + "\"requirements\":[{\"key\":\"a\",\"operator\":\"Exists\"}]}}}"
            + "|spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: \"a=b\"",
        "selfsubjectaccessreviews|{\"resourceAttributes\":{\"fieldSelector\":{"
            + "\"requirements\":[{\"key\":\"a\",\"operator\":\"In\"}]}}}"
            + "|spec.resourceAttributes.fieldSelector.requirements[0].values: Required value"
      })
  void aReviewThatAsksNothingIsRefused(String resource, String spec, String message) {
    var answer = api.post(AUTHORIZATION + resource, "{\"spec\":" + spec + "}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.at("/message")).contains(message);
  }

  @Test
  void aReviewHasNoMetadata() {
    var answer =
        api.post(
            AUTHORIZATION + "selfsubjectaccessreviews",
            "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"resourceAttributes\":{\"verb\":\"get\"}}}");
    assertThat(answer.at("/message")).contains("metadata: Invalid value", "must be empty");
  }

  @Test
  void whoeverActsAsAnotherIsHimWithAllHeSays() {
    var as =
        api.with(
            "Impersonate-User", "system:serviceaccount:kube-system:robot",
            "Impersonate-Uid", "u7",
            "Impersonate-Extra-Acme.com%2fproject", "blue");
    var who = as.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
    assertThat(who.json().at("/status/userInfo").toString())
        .contains("\"uid\":\"u7\"")
        .contains("system:serviceaccounts:kube-system")
        .contains("\"acme.com/project\":[\"blue\"]");
    assertThat(api.with("Impersonate-Group", "x").get(Api.PODS).code()).isEqualTo(400);
  }
}
