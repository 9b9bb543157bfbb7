package dev.quarterdeck.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryDocumentsTest {

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
          + "application/json";
  private static final ServerFacts FACTS =
      new ServerFacts("10.0.0.1:6443", "v1.36.0+test", "abc", "2026-01-01T00:00:00Z");

  private final DiscoveryDocuments discovery =
      new DiscoveryDocuments(new BuiltInRegistry(DefinitionKinds.all()), FACTS);

  @Test
  void saysWhichVersionItSpeaks() {
    var version = json("/version", null);
    assertThat(version.path("major").asText()).isEqualTo("1");
    assertThat(version.path("minor").asText()).isEqualTo("36");
    assertThat(version.path("gitVersion").asText()).isEqualTo("v1.36.0+test");
  }

  @Test
  void listsCoreVersionsAndGroups() {
    assertThat(json("/api", "application/json").path("kind").asText()).isEqualTo("APIVersions");
    assertThat(json("/api", null).path("versions")).isEqualTo(Json.array().add("v1"));
    var groups = json("/apis", "*/*");
    assertThat(groups.path("kind").asText()).isEqualTo("APIGroupList");
    assertThat(groups.findValuesAsText("name")).contains("apps", "discovery.k8s.io");
    assertThat(json("/apis/apps", null).at("/preferredVersion/groupVersion").asText())
        .isEqualTo("apps/v1");
  }

  @Test
  void listsGroupsInKubernetesOrder() {
    var groups =
        stream(json("/apis", "*/*").path("groups")).map(group -> group.path("name").asText());
    assertThat(groups)
        .containsExactly(
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "resource.k8s.io");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1      | pods               | pod        | true  | Pod        | ''          | create,delete,deletecollection,get,list,patch,update,watch",
        "/api/v1      | pods/status        | ''         | true  | Pod        | ''          | get,patch,update",
        "/api/v1      | pods/log           | ''         | true  | Pod        | ''          | get",
        "/api/v1      | pods/exec          | ''         | true  | PodExecOptions | ''      | create,get",
        "/api/v1      | pods/eviction      | ''         | true  | Eviction   | policy      | create",
        "/api/v1      | namespaces         | namespace  | false | Namespace  | ''          | create,delete,get,list,patch,update,watch",
        "/api/v1      | namespaces/finalize | ''        | false | Namespace  | ''          | update",
        "/api/v1      | bindings           | binding    | true  | Binding    | ''          | create",
        "/apis/apps/v1 | deployments       | deployment | true  | Deployment | ''          | create,delete,deletecollection,get,list,patch,update,watch",
        "/apis/apps/v1 | deployments/scale | ''         | true  | Scale      | autoscaling | get,patch,update",
      })
  void describesResources(
      String path,
      String name,
      String singular,
      boolean namespaced,
      String kind,
      String group,
      String verbs) {
    var resource =
        stream(json(path, null).path("resources"))
            .filter(r -> r.path("name").asText().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(resource.path("singularName").asText()).isEqualTo(singular);
    assertThat(resource.path("namespaced").asBoolean()).isEqualTo(namespaced);
    assertThat(resource.path("kind").asText()).isEqualTo(kind);
    assertThat(resource.path("group").asText("")).isEqualTo(group);
    assertThat(stream(resource.path("verbs")).map(JsonNode::asText))
        .containsExactly(verbs.split(","));
  }

  @Test
  void hashesStorageVersionsAsKubernetesDoes() {
    var pods =
        stream(json("/api/v1", null).path("resources"))
            .filter(r -> r.path("name").asText().equals("pods"))
            .findFirst()
            .orElseThrow();
    assertThat(pods.path("storageVersionHash").asText()).isEqualTo("xPOwRZ+Yhw8=");
  }

  @Test
  void aggregatesForClientsThatAskForIt() {
    var document = discovery.answer("/apis", AGGREGATED).orElseThrow();
    assertThat(document.contentType()).contains("as=APIGroupDiscoveryList");
    var list = Json.parseObject(document.content());
    assertThat(list.path("kind").asText()).isEqualTo("APIGroupDiscoveryList");
    var apps =
        stream(list.path("items"))
            .filter(i -> i.at("/metadata/name").asText().equals("apps"))
            .findFirst()
            .orElseThrow();
    var deployments =
        stream(apps.at("/versions/0/resources"))
            .filter(r -> r.path("resource").asText().equals("deployments"))
            .findFirst()
            .orElseThrow();
    assertThat(deployments.at("/responseKind/kind").asText()).isEqualTo("Deployment");
    assertThat(deployments.path("scope").asText()).isEqualTo("Namespaced");
    assertThat(deployments.path("subresources").findValuesAsText("subresource"))
        .containsExactly("scale", "status");
    assertThat(json("/api", AGGREGATED).at("/items/0/versions/0/version").asText()).isEqualTo("v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis/no.such.group", "/apis/apps/v9", "/api/v2", "/nothing", "/", ""})
  void knowsNothingElse(String path) {
    assertThat(discovery.answer(path, null)).isEmpty();
  }

  @Test
  void refusesWhatItCannotWrite() {
    assertThatThrownBy(() -> discovery.answer("/apis", "application/cbor"))
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(406));
  }

  @Test
  void sharesADocumentUntilTheRegistryChanges() {
    var types = new ArrayList<>(new BuiltInRegistry(DefinitionKinds.all()).all());
    var changing = new DiscoveryDocuments(new ListRegistry(types), FACTS);
    var before = changing.answer("/apis/apps/v1", null).orElseThrow();
    assertThat(changing.answer("/apis/apps/v1", null)).containsSame(before);
    assertThat(before.matches(before.etag())).isTrue();
    types.removeIf(t -> t.kind().equals("StatefulSet"));
    var after = changing.answer("/apis/apps/v1", null).orElseThrow();
    assertThat(after.matches(before.etag())).isFalse();
  }

  private record ListRegistry(List<ResourceType> types) implements Registry {
    @Override
    public Optional<ResourceType> find(GroupVersionResource resource) {
      return types.stream().filter(t -> t.resource().equals(resource)).findFirst();
    }

    @Override
    public List<ResourceType> all() {
      return List.copyOf(types);
    }
  }

  private JsonNode json(String path, String accept) {
    return Json.parse(discovery.answer(path, accept).orElseThrow().identity());
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
