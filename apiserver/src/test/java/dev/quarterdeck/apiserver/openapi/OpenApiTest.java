package dev.quarterdeck.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {

  private static final OpenApi OPEN_API =
      new OpenApi(new BuiltInRegistry(DefinitionKinds.all()), Schemas.load(), "v1.36.0");

  @Test
  void indexesEachServedVersionByItsHash() {
    var paths = json("/openapi/v3").path("paths");
    assertThat(paths.has("api/v1")).isTrue();
    assertThat(paths.has("apis/apps/v1")).isTrue();
    for (var entry : paths.properties()) {
      var etag = OPEN_API.answer("/openapi/v3/" + entry.getKey(), null).orElseThrow().etag();
      assertThat(entry.getValue().path("serverRelativeURL").asText())
          .isEqualTo("/openapi/v3/" + entry.getKey() + "?hash=" + etag.replace("\"", ""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api/v1       | /api/v1/namespaces/{namespace}/pods               | get    | list             | Pod        | listCoreV1NamespacedPod",
        "api/v1       | /api/v1/pods                                      | get    | list             | Pod        | listCoreV1PodForAllNamespaces",
        "api/v1       | /api/v1/namespaces/{namespace}/pods               | post   | post             | Pod        | createCoreV1NamespacedPod",
        "api/v1       | /api/v1/namespaces/{namespace}/pods               | delete | deletecollection | Pod        | deleteCoreV1CollectionNamespacedPod",
        "api/v1       | /api/v1/namespaces/{namespace}/pods/{name}        | put    | put              | Pod        | replaceCoreV1NamespacedPod",
        "api/v1       | /api/v1/namespaces/{namespace}/pods/{name}/status | patch  | patch            | Pod        | patchCoreV1NamespacedPodStatus",
        "api/v1       | /api/v1/namespaces/{namespace}/pods/{name}/exec   | post   | connect          | PodExecOptions | connectCoreV1PostNamespacedPodExec",
        "api/v1       | /api/v1/nodes/{name}                              | get    | get              | Node       | readCoreV1Node",
        "apis/apps/v1 | /apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale | put | put     | Scale      | replaceAppsV1NamespacedDeploymentScale",
        "apis/discovery.k8s.io/v1 | /apis/discovery.k8s.io/v1/endpointslices | get | list            | EndpointSlice | listDiscoveryV1EndpointSliceForAllNamespaces",
      })
  void describesOperations(
      String document, String path, String method, String action, String kind, String id) {
    var operation = json("/openapi/v3/" + document).path("paths").path(path).path(method);
    assertThat(operation.path("operationId").asText()).isEqualTo(id);
    assertThat(operation.path("x-kubernetes-action").asText()).isEqualTo(action);
    assertThat(operation.path("x-kubernetes-group-version-kind").path("kind").asText())
        .isEqualTo(kind);
  }

  @Test
  void tellsThatPatchesCanBeValidatedAndTriedOut() {
    var patch =
        json("/openapi/v3/apis/apps/v1")
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .path("patch");
    assertThat(patch.path("parameters").findValuesAsText("name"))
        .contains("fieldValidation", "dryRun", "force");
    assertThat(patch.at("/requestBody/content").has("application/apply-patch+yaml")).isTrue();
  }

  @Test
  void describesFieldsAndHowTheyMerge() {
    var schemas = json("/openapi/v3/api/v1").at("/components/schemas");
    var containers = schemas.path("io.k8s.api.core.v1.PodSpec").at("/properties/containers");
    assertThat(containers.path("description").asText()).isNotEmpty();
    assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(containers.path("x-kubernetes-list-map-keys")).isEqualTo(Json.array().add("name"));
    assertThat(schemas.path("io.k8s.api.core.v1.Pod").at("/properties/spec/allOf/0/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.api.core.v1.PodSpec");
    assertThat(
            schemas
                .path("io.k8s.api.core.v1.Pod")
                .at("/x-kubernetes-group-version-kind/0/kind")
                .asText())
        .isEqualTo("Pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/v2", "/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1"})
  void leavesNoReferenceOpen(String path) {
    var document = OPEN_API.answer(path, null).orElseThrow();
    var text = new String(document.identity(), StandardCharsets.UTF_8);
    var tree = Json.parse(document.identity());
    var known = new HashSet<String>();
    tree.at("/components/schemas").fieldNames().forEachRemaining(known::add);
    tree.path("definitions").fieldNames().forEachRemaining(known::add);
    var references =
        Pattern.compile("\"\\$ref\":\"#/(?:components/schemas|definitions)/([^\"]+)\"")
            .matcher(text);
    assertThat(references.results().map(r -> r.group(1)).distinct().toList())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(known).contains(name));
  }

  @Test
  void writesVersionTwoWithItsOwnReferences() {
    var pod = json("/openapi/v2").path("definitions").path("io.k8s.api.core.v1.Pod");
    assertThat(pod.at("/properties/spec/$ref").asText())
        .isEqualTo("#/definitions/io.k8s.api.core.v1.PodSpec");
    assertThat(pod.at("/properties/spec/description").asText()).isNotEmpty();
  }

  @Test
  void makesADocumentOnceAndKeepsItSmall() {
    var document = OPEN_API.answer("/openapi/v3/api/v1", "application/json").orElseThrow();
    assertThat(OPEN_API.answer("/openapi/v3/api/v1", null)).containsSame(document);
    assertThat(document.compressed()).isTrue();
    assertThat(document.content()).hasSizeLessThan(200_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/v3/apis/no.such/v1", "/openapi/v1", "/openapi", "/openapi/v33"})
  void knowsNothingElse(String path) {
    assertThat(OPEN_API.answer(path, null)).isEmpty();
  }

  private static JsonNode json(String path) {
    return Json.parse(OPEN_API.answer(path, null).orElseThrow().identity());
  }
}
