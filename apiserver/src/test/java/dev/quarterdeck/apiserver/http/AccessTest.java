package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.MAPS;
import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may do what, and what those who may not are told. */
class AccessTest {

  private static final String NODE_1 = "system:node:n1/system:nodes";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @Test
  void unknownCredentialsAreUnauthorized() {
    var answer = api.as("unknown").get(PODS);
    assertThat(answer.code()).isEqualTo(401);
    assertThat(answer.at("/reason")).isEqualTo("Unauthorized");
  }

  @Test
  void refusalsUseKubernetesWords() {
    var answer = api.as("joe").get(PODS);
    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.at("/message"))
        .isEqualTo(
            "pods is forbidden: User \"joe\" cannot list resource \"pods\" in API group \"\" in the"
                + " namespace \"default\"");
    assertThat(api.as("joe").get("/apis/apps/v1/deployments").at("/message"))
        .isEqualTo(
            "deployments.apps is forbidden: User \"joe\" cannot list resource \"deployments\" in"
                + " API group \"apps\" at the cluster scope");
    assertThat(api.as("joe").get("/metrics").at("/message"))
        .isEqualTo("forbidden: User \"joe\" cannot get path \"/metrics\"");
  }

  @Test
  void everybodyMayLookAroundTheServer() {
    for (var path : new String[] {"/version", "/livez", "/readyz", "/api", "/apis/apps/v1"}) {
      assertThat(api.as("joe").get(path).code()).as(path).isEqualTo(200);
    }
    var anonymous = api.as("system:anonymous/system:unauthenticated");
    assertThat(anonymous.get("/version").code()).isEqualTo(200);
  }

  @Test
  void theRootNamesEveryPathToThoseWhoMayReadIt() {
    assertThat(api.as("joe").get("/").code()).isEqualTo(403);
    var paths = api.get("/").json().path("paths");
    assertThat(paths)
        .extracting(JsonNode::textValue)
        .isSorted()
        .contains("/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/healthz")
        .contains("/metrics", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/version");
    for (var path : paths) {
      assertThat(api.get(path.textValue()).code()).as(path.textValue()).isEqualTo(200);
    }
  }

  @Test
  void theSchedulerMayBindButNotCreate() {
    var scheduler = api.as("system:kube-scheduler");
    api.post(PODS, Api.pod("to-bind"));
    assertThat(scheduler.get(PODS).code()).isEqualTo(200);
    assertThat(scheduler.post(PODS, Api.pod("own")).code()).isEqualTo(403);
    var binding = "{\"metadata\":{\"name\":\"to-bind\"},\"target\":{\"name\":\"n1\"}}";
    assertThat(scheduler.post(PODS + "/to-bind/binding", binding).code()).isEqualTo(201);
  }

  @Test
  void theServiceProxyReadsServicesEndpointsAndNodesAlone() {
    var proxy = api.as("system:kube-proxy");
    for (var path :
        new String[] {
          "/api/v1/services", "/api/v1/nodes", "/apis/discovery.k8s.io/v1/endpointslices"
        }) {
      assertThat(proxy.get(path).code()).as(path).isEqualTo(200);
    }
    assertThat(proxy.get(PODS).code()).isEqualTo(403);
    assertThat(proxy.get("/api/v1/secrets").code()).isEqualTo(403);
    assertThat(proxy.patch("/api/v1/nodes/n1", "merge", "{}").code()).isEqualTo(403);
  }

  @Test
  void aNodeWritesOnlyWhatIsItsOwn() {
    var node = api.as(NODE_1);
    var nodes = "/api/v1/nodes";
    assertThat(node.post(nodes, "{\"metadata\":{\"name\":\"n1\"}}").code()).isEqualTo(201);
    assertThat(api.get(nodes + "/n1").at("/spec/taints/0/key"))
        .isEqualTo("node.kubernetes.io/not-ready");
    assertThat(node.post(nodes, "{\"metadata\":{\"name\":\"n2\"}}").code()).isEqualTo(403);
    assertThat(node.patch(nodes + "/n1", "merge", "{\"spec\":{\"taints\":[]}}").code())
        .isEqualTo(403);
    assertThat(node.delete(nodes + "/n1").code()).isEqualTo(403);

    api.post(PODS, Api.pod("elsewhere"));
    var status = "{\"status\":{\"phase\":\"Running\"}}";
    assertThat(node.patch(PODS + "/elsewhere/status", "merge", status).code()).isEqualTo(403);
    api.post(
        PODS + "/elsewhere/binding",
        "{\"metadata\":{\"name\":\"elsewhere\"},\"target\":{\"name\":\"n1\"}}");
    assertThat(node.patch(PODS + "/elsewhere/status", "merge", status).code()).isEqualTo(200);
    assertThat(node.patch(PODS + "/elsewhere", "merge", status).code()).isEqualTo(403);

    var leases = "/apis/coordination.k8s.io/v1/namespaces/%s/leases";
    var lease = "{\"metadata\":{\"name\":\"n1\"},\"spec\":{}}";
    assertThat(node.post(leases.formatted("kube-node-lease"), lease).code()).isEqualTo(201);
    assertThat(node.post(leases.formatted("default"), lease).code()).isEqualTo(403);
  }

  @Test
  void aNodeReadsOnlyWhatItsPodsUse() {
    var node = api.as(NODE_1);
    var secrets = "/api/v1/namespaces/default/secrets";
    for (var name : new String[] {"of-pod", "of-nobody"}) {
      api.post(secrets, "{\"metadata\":{\"name\":\"%s\"}}".formatted(name));
    }
    assertThat(node.get(secrets + "/of-pod").at("/message"))
        .isEqualTo(
            "secrets \"of-pod\" is forbidden: User \"system:node:n1\" cannot get resource"
                + " \"secrets\" in API group \"\" in the namespace \"default\": no relationship found"
                + " between node 'n1' and this object");
    var volume = "\"volumes\":[{\"name\":\"s\",\"secret\":{\"secretName\":\"of-pod\"}}],";
    api.post(PODS, Api.pod("reader").replace("\"spec\":{", "\"spec\":{" + volume));
    api.post(
        PODS + "/reader/binding",
        "{\"metadata\":{\"name\":\"reader\"},\"target\":{\"name\":\"n1\"}}");
    var one = "?fieldSelector=metadata.name%3D";
    assertThat(node.get(secrets + "/of-pod").code()).as("at once").isEqualTo(200);
    assertThat(node.get(secrets + one + "of-pod").at("/items/0/metadata/name")).isEqualTo("of-pod");
    assertThat(node.get(PODS + "?fieldSelector=spec.nodeName%3Dn1").code()).isEqualTo(200);
    for (var path :
        new String[] {
          secrets,
          "/api/v1/secrets",
          secrets + "/of-nobody",
          secrets + one + "of-nobody",
          "/api/v1/configmaps",
          "/api/v1/serviceaccounts",
          PODS,
          PODS + "?fieldSelector=spec.nodeName%3Dn2",
          PODS + "?fieldSelector=spec.nodeName"
        }) {
      assertThat(node.get(path).code()).as(path).isEqualTo(403);
    }
    assertThat(api.as("system:node:n2/system:nodes").get(secrets + "/of-pod").code())
        .isEqualTo(403);
  }

  @Test
  void onlyAdministratorsActAsOthers() {
    var asJoe = api.with("Impersonate-User", "joe");
    assertThat(asJoe.get(PODS).at("/message")).contains("User \"joe\" cannot list");
    var joeAsAdmin =
        api.with(
            "Authorization", "Bearer joe",
            "Impersonate-User", "root",
            "Impersonate-Group", "system:masters");
    assertThat(joeAsAdmin.get(PODS).at("/message")).contains("cannot impersonate");
  }

  @Test
  void reviewsTellWhoOneIsAndWhatOneMayDo() {
    var who = api.as("joe/devs").post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
    assertThat(who.code()).isEqualTo(201);
    assertThat(who.at("/status/userInfo/username")).isEqualTo("joe");
    assertThat(who.at("/status/userInfo/groups/0")).isEqualTo("devs");
    var can = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    var ask = "{\"spec\":{\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\"}}}";
    assertThat(api.as("joe").post(can, ask).at("/status/allowed")).isEqualTo("false");
    assertThat(api.post(can, ask).at("/status/allowed")).isEqualTo("true");
  }

  @Test
  void admissionFillsInPods() {
    var pod = api.post(PODS, Api.pod("admitted"));
    assertThat(pod.at("/spec/priority")).isEqualTo("0");
    assertThat(pod.json().at("/spec/tolerations").findValuesAsText("key"))
        .containsExactly("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    var classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    assertThat(api.post(classes, "{\"metadata\":{\"name\":\"high\"},\"value\":7}").code())
        .isEqualTo(201);
    var high = Api.pod("high").replace("\"spec\":{", "\"spec\":{\"priorityClassName\":\"high\",");
    assertThat(api.post(PODS, high).at("/spec/priority")).isEqualTo("7");
    var none = Api.pod("none").replace("\"spec\":{", "\"spec\":{\"priorityClassName\":\"none\",");
    assertThat(api.post(PODS, none).at("/message")).contains("no PriorityClass with name none");
  }

  @Test
  void everyAnswerCarriesItsAuditId() {
    assertThat(api.get(MAPS).header("Audit-Id")).hasSize(36);
    assertThat(api.with("Audit-ID", "mine").get(MAPS).header("Audit-Id")).isEqualTo("mine");
  }

  @Test
  void auditNamesTheCallerAndWhomTheyActAs() throws Exception {
    var asJoe =
        api.with("Impersonate-User", "joe", "Impersonate-Group", "devs", "Impersonate-Uid", "u7");
    var acting = audited(asJoe);
    assertThat(acting.at("/user/username").asText()).isEqualTo("dev-admin");
    assertThat(acting.at("/impersonatedUser"))
        .isEqualTo(
            Json.parseObject(
                """
                {"username":"joe","uid":"u7","groups":["devs","system:authenticated"]}
                """
                    .getBytes(StandardCharsets.UTF_8)));

    var joe = api.with("Authorization", "Bearer joe", "Impersonate-User", "root");
    var refused = audited(joe);
    assertThat(refused.at("/user/username").asText()).isEqualTo("joe");
    assertThat(refused.has("impersonatedUser")).isFalse();
  }

  /** The line about one request; those of others may come late. */
  private static ObjectNode audited(Api caller) throws InterruptedException {
    var id = caller.get(PODS).header("Audit-Id");
    while (true) {
      var event = server.get().audit().poll(10, TimeUnit.SECONDS);
      assertThat(event).as("a line in the audit log").isNotNull();
      if (event.auditId().equals(id)) {
        return event.toJson();
      }
    }
  }
}
