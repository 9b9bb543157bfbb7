package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.e2e.clients.OneHostLab.Kubeconfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** fabric8's client, the newest, as operators in Java use it. */
@ExtendWith(OneHostLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class Fabric8Test {

  private static final String NAME = "fabric8";

  private final KubernetesClient client;

  Fabric8Test(Kubeconfig kubeconfig) {
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.file().toFile()))
            .build();
  }

  static List<KindCase> kinds() {
    return KindCase.all(NAME, 1);
  }

  @BeforeAll
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(KindCase.namespace(NAME))
                .endMetadata()
                .build())
        .create();
  }

  @AfterAll
  void clean() {
    client.namespaces().withName(KindCase.namespace(NAME)).delete();
    client.close();
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      of(KindCase kind) {
    MixedOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        all =
            client.genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup(kind.group())
                    .withVersion(kind.version())
                    .withKind(kind.kind())
                    .withPlural(kind.plural())
                    .withNamespaced(kind.namespaced())
                    .build());
    return kind.namespaced() ? all.inNamespace(kind.namespace()) : all;
  }

  private GenericKubernetesResource read(JsonNode object) {
    return client
        .getKubernetesSerialization()
        .unmarshal(object.toString(), GenericKubernetesResource.class);
  }

  private JsonNode tree(GenericKubernetesResource object) {
    return KindCase.parse(client.getKubernetesSerialization().asJson(object));
  }

  private static final class Events implements Watcher<GenericKubernetesResource> {
    private final BlockingQueue<Action> seen = new LinkedBlockingQueue<>();

    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      seen.add(action);
    }

    @Override
    public void onClose(WatcherException broken) {
      seen.add(Action.ERROR);
    }

    void await(Action wanted) throws InterruptedException {
      for (Action next; (next = seen.poll(20, TimeUnit.SECONDS)) != wanted; ) {
        assertThat(next).as("on the way to %s", wanted).isNotNull().isNotEqualTo(Action.ERROR);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsCreatedReadListedWatchedUpdatedPatchedAppliedAndDeleted(KindCase kind)
      throws Exception {
    var all = of(kind);
    var one = all.withName(kind.name());
    var events = new Events();
    try (var watch = all.withLabel(KindCase.LABEL, NAME).watch(events)) {
      var created = all.resource(read(kind.object())).create();
      assertThat(created.getMetadata().getUid()).isNotEmpty();
      assertThat(KindCase.holds(tree(created), kind.object())).as("%s", tree(created)).isTrue();
      events.await(Watcher.Action.ADDED);

      assertThat(one.get().getMetadata().getUid()).isEqualTo(created.getMetadata().getUid());
      assertThat(all.withLabel(KindCase.LABEL, NAME).list().getItems())
          .extracting(item -> item.getMetadata().getName())
          .contains(kind.name());

      editWithLabel(one);
      events.await(Watcher.Action.MODIFIED);
      assertThat(one.get().getMetadata().getLabels()).containsEntry("edited", "yes");

      var patched = one.patch(PatchContext.of(PatchType.JSON_MERGE), kind.change().toString());
      assertThat(KindCase.holds(tree(patched), kind.change())).as("%s", tree(patched)).isTrue();

      var applied = applied(kind);
      assertThat(applied.getMetadata().getAnnotations()).containsEntry("applied", "yes");
      assertThat(applied.getMetadata().getManagedFields())
          .extracting("manager")
          .contains("clients-apply");

      one.delete();
      events.await(Watcher.Action.DELETED);
      assertThat(one.get()).isNull();
    }
  }

  /** Reads and updates again after a conflict, since controllers write some kinds, too. */
  private static void editWithLabel(Resource<GenericKubernetesResource> one) {
    var edited = false;
    while (!edited) {
      try {
        one.edit(
            live -> {
              live.getMetadata().getLabels().put("edited", "yes");
              return live;
            });
        edited = true;
      } catch (KubernetesClientException refused) {
        assertThat(refused.getCode()).as("%s", refused).isEqualTo(409);
      }
    }
  }

  private GenericKubernetesResource applied(KindCase kind) {
    var wish = kind.object().objectNode();
    wish.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    var metadata = wish.putObject("metadata").put("name", kind.name());
    metadata.putObject("annotations").put("applied", "yes");
    if (kind.namespaced()) {
      metadata.put("namespace", kind.namespace());
    }
    return of(kind).resource(read(wish)).fieldManager("clients-apply").serverSideApply();
  }

  @Test
  void aCommandRunsInAPodAndItsLogIsRead() throws Exception {
    var pods = client.pods().inNamespace(KindCase.namespace(NAME));
    pods.load(Manifests.open("shell.yaml")).create();
    var pod = pods.withName("shell");
    pod.waitUntilReady(30, TimeUnit.SECONDS);
    var out = new ByteArrayOutputStream();
    try (var exec = pod.writingOutput(out).exec("sh", "-c", "echo $((6 * 7))")) {
      assertThat(exec.exitCode().get(20, TimeUnit.SECONDS)).isZero();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("42\n");
    assertThat(pod.getLog()).contains("hello from the shell");
  }
}
