package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.machinery.Tree;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind over HTTP, and what single kinds have of their own. */
class KindsTest {

  /** Their own tests create them: a namespace and a definition do more than be stored. */
  private static final Set<String> ELSEWHERE = Set.of("Namespace", "CustomResourceDefinition");

  private static final MemoryStore store = new MemoryStore();

  @RegisterExtension
  static final TestServer server = new TestServer(() -> DevServer.start(0, store));

  private static final Api api = new Api(server);

  static Stream<ResourceType> kinds() {
    return new BuiltInRegistry(DefinitionKinds.all())
        .all().stream()
            .filter(type -> type.stored() && type.storage().equals(type))
            .filter(type -> !ELSEWHERE.contains(type.kind()));
  }

  private static String collection(ResourceType type) {
    return type.resource().rootPath()
        + (type.namespaced() ? "/namespaces/default/" : "/")
        + type.resource().resource();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsMadeReadReplacedByItselfShownAndDeleted(ResourceType type) {
    var example = Examples.of(type);
    var created = api.post(collection(type), example.toString());
    assertThat(created.code()).as(created.text()).isEqualTo(201);
    var one = collection(type) + "/" + created.at("/metadata/name");
    var read = api.get(one);
    assertThat(read.json()).isEqualTo(created.json());
    assertThat(read.at("/kind")).isEqualTo(type.kind());
    assertThat(read.json().path("metadata").has("generation")).isEqualTo(type.generation());

    var again = api.put(one, read.json());
    assertThat(again.code()).as(again.text()).isEqualTo(200);
    assertThat(again.at("/metadata/resourceVersion"))
        .as("what is put back as it was changes nothing")
        .isEqualTo(read.at("/metadata/resourceVersion"));

    var table =
        api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").get(collection(type));
    assertThat(table.json().at("/rows/0/cells"))
        .hasSameSizeAs(table.json().path("columnDefinitions"));
    assertThat(api.delete(one).code()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CSIDriver", "CSINode", "CSIStorageCapacity", "VolumeAttachment", "RuntimeClass"})
  void someKindsAreReplacedOnlyFromAKnownVersion(String kind) {
    var type = kinds().filter(t -> t.kind().equals(kind)).findFirst().orElseThrow();
    var object = Examples.of(kind);
    object.withObject("/metadata").put("name", "versioned");
    assertThat(api.post(collection(type), object.toString()).code()).isEqualTo(201);
    var blind = api.put(collection(type) + "/versioned", object);
    assertThat(blind.code()).isEqualTo(422);
    assertThat(blind.text()).contains("must be specified for an update");
    assertThat(api.delete(collection(type) + "/versioned").code()).isEqualTo(200);
  }

  @Test
  void aRoleIsMadeByPut() {
    var path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/put";
    var role = Examples.of("Role");
    role.withObject("/metadata").put("name", "put");
    assertThat(api.put(path, role).code()).isEqualTo(201);
    assertThat(api.get(path).code()).isEqualTo(200);
  }

  @Test
  void theServersOwnBlockOfAddressesIsAServiceCidrThatIsReady() {
    var cidr = api.get("/apis/networking.k8s.io/v1/servicecidrs/kubernetes");
    assertThat(cidr.at("/spec/cidrs/0")).isEqualTo("10.96.0.0/16");
    assertThat(cidr.at("/status/conditions/0/type")).isEqualTo("Ready");
    assertThat(cidr.at("/status/conditions/0/status")).isEqualTo("True");
  }

  @Test
  void aServicesAddressIsAnIpAddressThatNamesIt() {
    var address = api.get("/apis/networking.k8s.io/v1/ipaddresses/10.96.0.1");
    assertThat(address.at("/spec/parentRef/name")).isEqualTo("kubernetes");
    assertThat(address.at("/metadata/uid")).isNotEmpty();
  }

  @Test
  void aServiceKeepsItsAddressWhenTheIpAddressIsDeleted() {
    var path = "/apis/networking.k8s.io/v1/ipaddresses/10.96.0.1";
    assertThat(api.delete(path).code()).isEqualTo(200);
    assertThat(api.get(path).at("/spec/parentRef/name")).isEqualTo("kubernetes");
    var free = Examples.of("IPAddress");
    free.withObject("/metadata").put("name", "10.96.0.200");
    assertThat(api.post("/apis/networking.k8s.io/v1/ipaddresses", free.toString()).code())
        .isEqualTo(201);
    assertThat(api.delete("/apis/networking.k8s.io/v1/ipaddresses/10.96.0.200").code())
        .isEqualTo(200);
    assertThat(api.get("/apis/networking.k8s.io/v1/ipaddresses/10.96.0.200").code()).isEqualTo(404);
  }

  @Test
  void theSystemsPriorityClassesAreThere() {
    var path = "/apis/scheduling.k8s.io/v1/priorityclasses/";
    assertThat(api.get(path + "system-node-critical").at("/value")).isEqualTo("2000001000");
    assertThat(api.get(path + "system-cluster-critical").at("/value")).isEqualTo("2000000000");
  }

  @Test
  void anIngressIsKeptWhereKubernetesKeepsIt() {
    var path = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    var body = Examples.of("Ingress");
    body.withObject("/metadata").put("name", "kept");
    assertThat(api.post(path, body.toString()).code()).isEqualTo(201);
    assertThat(store.get("/registry/ingress/default/kept")).isPresent();
  }

  @Test
  void aReplicationControllerIsScaled() {
    var path = "/api/v1/namespaces/default/replicationcontrollers";
    var body = Examples.of("ReplicationController");
    body.withObject("/metadata").put("name", "scaled");
    assertThat(api.post(path, body.toString()).code()).isEqualTo(201);
    var scale = api.patch(path + "/scaled/scale", "merge", "{\"spec\":{\"replicas\":3}}");
    assertThat(scale.at("/status/selector")).isEqualTo("app=web");
    assertThat(api.get(path + "/scaled").json().at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @Test
  void aVolumesPhaseChangesThroughStatusAloneAndIsDated() {
    var body = Examples.of("PersistentVolume");
    body.withObject("/metadata").put("name", "dated");
    var created = api.post("/api/v1/persistentvolumes", body.toString()).json();
    created
        .withObject("/status")
        .put("phase", "Bound")
        .put("lastPhaseTransitionTime", "2020-01-01T00:00:00Z");
    assertThat(api.put("/api/v1/persistentvolumes/dated", created).at("/status/phase"))
        .isEqualTo("Pending");
    var bound =
        api.patch(
            "/api/v1/persistentvolumes/dated/status",
            "merge",
            "{\"status\":{\"phase\":\"Bound\"}}");
    assertThat(bound.at("/status/phase")).isEqualTo("Bound");
    assertThat(bound.at("/status/lastPhaseTransitionTime"))
        .startsWith("20")
        .doesNotStartWith("2020");
    assertThat(api.get("/api/v1/persistentvolumes?fieldSelector=name%3Ddated").json().path("items"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PersistentVolumeClaim, kubernetes.io/pvc-protection",
    "PersistentVolume,      kubernetes.io/pv-protection"
  })
  void storageThatIsDeletedWaitsUntilItIsUnused(String kind, String finalizer) {
    var type = kinds().filter(t -> t.kind().equals(kind)).findFirst().orElseThrow();
    var object = Examples.of(kind);
    object.withObject("/metadata").put("name", "protected").putArray("finalizers").add("a.b/mine");
    var created = api.post(collection(type), object.toString());
    assertThat(Tree.texts(created.json().at("/metadata/finalizers")))
        .containsExactly("a.b/mine", finalizer);
    var path = collection(type) + "/protected";
    assertThat(api.delete(path).at("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(api.get(path).code()).isEqualTo(200);
    api.patch(path, "merge", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(api.get(path).code()).isEqualTo(404);
    object.withObject("/metadata").putArray("finalizers").add(finalizer);
    assertThat(
            Tree.texts(
                api.post(collection(type), object.toString()).json().at("/metadata/finalizers")))
        .containsExactly(finalizer);
  }

  @Test
  void componentStatusesAreReadOnly() {
    var path = "/api/v1/componentstatuses";
    assertThat(api.get(path).at("/items/0/metadata/name")).isEqualTo("etcd-0");
    assertThat(api.get(path + "?fieldSelector=metadata.name%3Dother").json().path("items"))
        .isEmpty();
    var etcd = api.get(path + "/etcd-0");
    assertThat(etcd.at("/kind")).isEqualTo("ComponentStatus");
    assertThat(etcd.at("/conditions/0/status")).isEqualTo("True");
    assertThat(api.get(path + "/other").code()).isEqualTo(404);
    assertThat(api.post(path, "{}").code()).isEqualTo(405);
    assertThat(api.put(path + "/etcd-0", etcd.json()).code()).isEqualTo(405);
    assertThat(api.delete(path + "/etcd-0").code()).isEqualTo(405);
    assertThat(api.get(path + "?watch=true").code()).isEqualTo(405);
  }
}
