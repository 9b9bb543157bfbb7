package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import dev.quarterdeck.e2e.clients.OneHostLab.Kubeconfig;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.ProtoClient;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kubernetes' own Java client, in JSON and in protobuf. */
@ExtendWith(OneHostLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class OfficialJavaClientTest {

  private static final String NAME = "official";

  private final ApiClient client;
  private final CoreV1Api core;

  OfficialJavaClientTest(Kubeconfig kubeconfig) throws IOException {
    client = Config.fromConfig(kubeconfig.file().toString());
    client.setReadTimeout(0); // a watch is quiet for as long as nothing happens
    core = new CoreV1Api(client);
  }

  static List<KindCase> kinds() {
    return KindCase.all(NAME, 2);
  }

  static List<KindCase> protobufKinds() {
    // The client was published without the messages of apiregistration.k8s.io.
    return KindCase.all("proto", 3).stream()
        .filter(kind -> !kind.kind().equals("APIService"))
        .toList();
  }

  @BeforeAll
  void makeNamespaces() throws Exception {
    for (var name : List.of(NAME, "proto")) {
      core.createNamespace(
              new V1Namespace().metadata(new V1ObjectMeta().name(KindCase.namespace(name))))
          .execute();
    }
  }

  @AfterAll
  void clean() throws Exception {
    for (var name : List.of(NAME, "proto")) {
      core.deleteNamespace(KindCase.namespace(name)).execute();
    }
  }

  private DynamicKubernetesApi of(KindCase kind) {
    return new DynamicKubernetesApi(kind.group(), kind.version(), kind.plural(), client);
  }

  private static DynamicKubernetesObject read(JsonNode object) {
    return new DynamicKubernetesObject(JsonParser.parseString(object.toString()).getAsJsonObject());
  }

  private static JsonNode tree(DynamicKubernetesObject object) {
    return KindCase.parse(object.getRaw().toString());
  }

  private static DynamicKubernetesObject get(
      KubernetesApiResponse<DynamicKubernetesObject> answer) {
    assertThat(answer.isSuccess()).as("%s", answer.getStatus()).isTrue();
    return answer.getObject();
  }

  private DynamicKubernetesObject live(KindCase kind) {
    return get(tried(kind));
  }

  private KubernetesApiResponse<DynamicKubernetesObject> tried(KindCase kind) {
    var api = of(kind);
    return kind.namespaced() ? api.get(kind.namespace(), kind.name()) : api.get(kind.name());
  }

  private DynamicKubernetesObject patch(
      KindCase kind, String format, JsonNode patch, PatchOptions options) {
    var api = of(kind);
    var text = new V1Patch(patch.toString());
    return get(
        kind.namespaced()
            ? api.patch(kind.namespace(), kind.name(), format, text, options)
            : api.patch(kind.name(), format, text, options));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsCreatedReadListedWatchedUpdatedPatchedAppliedAndDeleted(KindCase kind)
      throws Exception {
    var api = of(kind);
    var created = get(api.create(read(kind.object())));
    assertThat(KindCase.holds(tree(created), kind.object())).as("%s", tree(created)).isTrue();
    var selected = new ListOptions();
    selected.setLabelSelector(KindCase.LABEL + "=" + NAME);
    var page = kind.namespaced() ? api.list(kind.namespace(), selected) : api.list(selected);
    assertThat(page.getObject().getItems())
        .extracting(item -> item.getMetadata().getName())
        .contains(kind.name());
    selected.setResourceVersion(page.getObject().getMetadata().getResourceVersion());
    try (var watch =
        kind.namespaced() ? api.watch(kind.namespace(), selected) : api.watch(selected)) {
      replaceWithLabel(kind);
      assertThat(next(watch, kind)).isEqualTo("MODIFIED");

      var patched =
          patch(kind, V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, kind.change(), new PatchOptions());
      assertThat(KindCase.holds(tree(patched), kind.change())).as("%s", tree(patched)).isTrue();
      var applied = apply(kind);
      assertThat(applied.getMetadata().getAnnotations()).containsEntry("applied", "yes");

      var gone =
          kind.namespaced() ? api.delete(kind.namespace(), kind.name()) : api.delete(kind.name());
      assertThat(gone.isSuccess()).as("%s", gone.getStatus()).isTrue();
      for (String type; !(type = next(watch, kind)).equals("DELETED"); ) {
        assertThat(type).isEqualTo("MODIFIED");
      }
    }
  }

  private static String next(Iterable<Watch.Response<DynamicKubernetesObject>> watch, KindCase of) {
    for (var event : watch) {
      if (event.object.getMetadata().getName().equals(of.name())) {
        return event.type;
      }
    }
    throw new AssertionError("the watch ended");
  }

  /** Reads and updates again after a conflict, since controllers write some kinds, too. */
  private void replaceWithLabel(KindCase kind) {
    KubernetesApiResponse<DynamicKubernetesObject> answer;
    do {
      var live = live(kind);
      var labels = live.getMetadata().getLabels();
      labels.put("edited", "yes");
      live.getRaw()
          .getAsJsonObject("metadata")
          .getAsJsonObject("labels")
          .addProperty("edited", "yes");
      answer = of(kind).update(live);
    } while (answer.getHttpStatusCode() == 409);
    assertThat(get(answer).getMetadata().getLabels()).containsEntry("edited", "yes");
  }

  private DynamicKubernetesObject apply(KindCase kind) {
    var wish = kind.object().objectNode();
    wish.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    wish.putObject("metadata")
        .put("name", kind.name())
        .putObject("annotations")
        .put("applied", "yes");
    var options = new PatchOptions();
    options.setFieldManager("clients-apply");
    options.setForce(true);
    return patch(kind, V1Patch.PATCH_FORMAT_APPLY_YAML, wish, options);
  }

  @ParameterizedTest
  @MethodSource("protobufKinds")
  void aKindIsReadListedCreatedUpdatedAndDeletedInProtobuf(KindCase kind) throws Exception {
    var proto = new ProtoClient(client);
    get(of(kind).create(read(kind.object())));
    var read = proto.<Message>get(builder(kind, ""), kind.path() + "/" + kind.name());
    assertThat(read.status).isNull();
    assertThat(field(read.object, "metadata", "name")).isEqualTo(kind.name());
    assertThat(field(read.object, "metadata", "uid")).asString().isNotEmpty();

    var list = proto.<Message>list(builder(kind, "List"), kind.path());
    assertThat(list.status).isNull();
    assertThat(list.object.toString()).contains(kind.name());

    var gone = proto.<Message>delete(builder(kind, ""), kind.path() + "/" + kind.name());
    assertThat(gone.status == null || gone.status.getStatus().equals("Success"))
        .as("%s", gone.status)
        .isTrue();
    if (!kind.kind().equals("Namespace") && !kind.kind().equals("CustomResourceDefinition")) {
      awaitGone(kind);
      createAgain(kind, proto, read.object);
    }
  }

  private void createAgain(KindCase kind, ProtoClient proto, Message was) throws Exception {
    var fresh =
        proto.<Message>create(
            withoutServersFields(was), kind.path(), kind.apiVersion(), kind.kind());
    assertThat(fresh.status).isNull();
    assertThat(KindCase.holds(tree(live(kind)), kind.object())).as("%s", live(kind)).isTrue();
    var updated =
        proto.<Message>update(
            fresh.object, kind.path() + "/" + kind.name(), kind.apiVersion(), kind.kind());
    assertThat(updated.status == null || updated.status.getCode() == 409)
        .as("%s", updated.status)
        .isTrue();
    proto.<Message>delete(builder(kind, ""), kind.path() + "/" + kind.name());
  }

  private void awaitGone(KindCase kind) {
    await(kind + " is gone")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tried(kind).getHttpStatusCode() == 404);
  }

  /** The object without what the server sets, to create it again. */
  private static Message withoutServersFields(Message object) {
    return object instanceof V1Batch.Job job
        ? withoutServersMetadata(withoutItsUid(job))
        : withoutServersMetadata(object);
  }

  /** A job's selector and its pods' labels name the uid of that very job. */
  private static V1Batch.Job withoutItsUid(V1Batch.Job job) {
    var plain = job.toBuilder();
    plain.getSpecBuilder().clearSelector().getTemplateBuilder().getMetadataBuilder().clearLabels();
    return plain.build();
  }

  private static Message withoutServersMetadata(Message object) {
    var metadata = object.getDescriptorForType().findFieldByName("metadata");
    var plain = ((Message) object.getField(metadata)).toBuilder();
    for (var name :
        List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")) {
      plain.clearField(plain.getDescriptorForType().findFieldByName(name));
    }
    return object.toBuilder().setField(metadata, plain.build()).build();
  }

  private static Object field(Message message, String... path) {
    Object value = message;
    for (var name : path) {
      var holder = (Message) value;
      value = holder.getField(holder.getDescriptorForType().findFieldByName(name));
    }
    return value;
  }

  /** Such as {@code V1Networking.Ingress}; core's outer class is {@code V1}. */
  private static Message.Builder builder(KindCase kind, String suffix)
      throws ReflectiveOperationException {
    var group = kind.group().split("\\.")[0];
    var outer =
        kind.version().toUpperCase(Locale.ROOT)
            + (group.isEmpty() ? "" : Character.toUpperCase(group.charAt(0)) + group.substring(1));
    var type = Class.forName("io.kubernetes.client.proto." + outer + "$" + kind.kind() + suffix);
    return (Message.Builder) type.getMethod("newBuilder").invoke(null);
  }

  @Test
  void aCommandRunsInAPodAndItsLogIsRead() throws Exception {
    var namespace = KindCase.namespace(NAME);
    var pod = Yaml.loadAs(Manifests.text("shell.yaml"), V1Pod.class);
    core.createNamespacedPod(namespace, pod).execute();
    await("the pod runs")
        .atMost(Duration.ofSeconds(30))
        .until(() -> isRunning(core.readNamespacedPod("shell", namespace).execute()));
    var process =
        new Exec(client)
            .exec(namespace, "shell", new String[] {"sh", "-c", "echo $((6 * 7))"}, false);
    try (var out = process.getInputStream()) {
      assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("42\n");
    }
    assertThat(process.waitFor()).isZero();
    try (var log = new PodLogs(client).streamNamespacedPodLog(namespace, "shell", "shell")) {
      var line = new byte["hello from the shell".length()];
      assertThat(log.readNBytes(line, 0, line.length)).isEqualTo(line.length);
      assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("hello from the shell");
    }
  }

  private static boolean isRunning(V1Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }
}
