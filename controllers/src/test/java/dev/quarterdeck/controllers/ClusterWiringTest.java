package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controllers.podgc.PodGcController;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Garbage, namespaces and nodes against the real API server, with short times. */
class ClusterWiringTest {

  private static final ControllersConfig CONFIG =
      ControllersConfig.DEFAULT
          .withNodes(
              new NodeLifecycleController.Times(
                  Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofSeconds(5), 100))
          .withPodGc(
              new PodGcController.Times(Duration.ofMillis(100), Duration.ofMillis(300), 12_500))
          .withCaPem("-----BEGIN CERTIFICATE-----\n");

  private static Cluster cluster;
  private static Api api;

  @BeforeAll
  static void start() {
    cluster = new Cluster(CONFIG);
    api = new Api(cluster.client, Time.system());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static ConfigMap map(String name, HasMetadata... owners) {
    var references = new ArrayList<OwnerReference>();
    for (var owner : owners) {
      references.add(
          new OwnerReferenceBuilder()
              .withApiVersion("v1")
              .withKind("ConfigMap")
              .withName(owner.getMetadata().getName())
              .withUid(owner.getMetadata().getUid())
              .withBlockOwnerDeletion(true)
              .build());
    }
    return cluster
        .client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withOwnerReferences(references)
                .endMetadata()
                .build())
        .create();
  }

  private static boolean exists(HasMetadata object) {
    return cluster.client.resource(object).get() != null;
  }

  private static void delete(HasMetadata object, DeletionPropagation propagation) {
    cluster.client.resource(object).withPropagationPolicy(propagation).delete();
  }

  @Test
  void dependentsGoInTheBackgroundLevelByLevel() {
    var top = map("bg-top");
    var middle = map("bg-middle", top);
    var bottom = map("bg-bottom", middle);
    delete(top, DeletionPropagation.BACKGROUND);
    await("all gone", () -> !exists(middle) && !exists(bottom));
  }

  @Test
  void foregroundDeletionEndsWithTheOwner() {
    var top = map("fg-top");
    var middle = map("fg-middle", top);
    var bottom = map("fg-bottom", middle);
    delete(top, DeletionPropagation.FOREGROUND);
    await("bottom gone", () -> !exists(bottom));
    await("middle gone", () -> !exists(middle));
    await("top gone", () -> !exists(top));
  }

  @Test
  void orphansStayWithoutTheirOwner() {
    var top = map("orphan-top");
    var dependent = map("orphan-dependent", top);
    delete(top, DeletionPropagation.ORPHAN);
    await("owner gone", () -> !exists(top));
    assertThat(cluster.client.resource(dependent).get().getMetadata().getOwnerReferences())
        .isEmpty();
  }

  @Test
  void objectWithAnotherOwnerStays() {
    var first = map("two-first");
    var second = map("two-second");
    var dependent = map("two-dependent", first, second);
    delete(first, DeletionPropagation.BACKGROUND);
    await(
        "one owner left",
        () ->
            cluster.client.resource(dependent).get().getMetadata().getOwnerReferences().size()
                == 1);
    delete(second, DeletionPropagation.BACKGROUND);
    await("gone with the last owner", () -> !exists(dependent));
  }

  @Test
  void ownerThatNeverExistedOwnsNothing() {
    var ghost =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("ghost")
            .withUid("00000000-0000-0000-0000-000000000000")
            .endMetadata()
            .build();
    var dependent = map("haunted", ghost);
    await("collected", () -> !exists(dependent));
  }

  @Test
  void namespaceIsFurnishedAndEmptied() {
    var namespace =
        cluster
            .client
            .resource(
                new NamespaceBuilder().withNewMetadata().withName("rooms").endMetadata().build())
            .create();
    await(
        "service account and CA",
        () ->
            cluster.client.serviceAccounts().inNamespace("rooms").withName("default").get() != null
                && cluster
                        .client
                        .configMaps()
                        .inNamespace("rooms")
                        .withName("kube-root-ca.crt")
                        .get()
                    != null);
    var held =
        cluster
            .client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("rooms")
                    .withName("held")
                    .withFinalizers("example.com/hold")
                    .endMetadata()
                    .build())
            .create();
    cluster.client.resource(namespace).delete();
    await(
        "told what holds it",
        () ->
            cluster.client.namespaces().withName("rooms").get().getStatus().getConditions().stream()
                .anyMatch(
                    c ->
                        c.getType().equals("NamespaceFinalizersRemaining")
                            && c.getStatus().equals("True")
                            && c.getMessage().contains("example.com/hold")));
    release(held);
    await("gone", () -> cluster.client.namespaces().withName("rooms").get() == null);
  }

  private static void release(HasMetadata object) {
    var patch = Json.object();
    patch.withObject("/metadata").putArray("finalizers");
    try {
      api.patch(Resources.CONFIG_MAPS, ObjectKey.of(object), "", patch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Node node(String name) throws InterruptedException {
    cluster
        .client
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    beat(name);
    return cluster.client.nodes().withName(name).get();
  }

  private static void beat(String name) throws InterruptedException {
    var patch = Json.object();
    patch
        .withObject("/status")
        .withArray("/conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "KubeletReady")
        .put("lastHeartbeatTime", Timestamps.format(Instant.now()))
        .put("lastTransitionTime", Timestamps.format(Instant.now()));
    api.patch(Resources.NODES, new ObjectKey("", name), "status", patch);
  }

  private static List<String> taints(String node) {
    return cluster.client.nodes().withName(node).get().getSpec().getTaints().stream()
        .map(ClusterWiringTest::text)
        .sorted()
        .toList();
  }

  private static String text(Taint taint) {
    return taint.getKey().replace("node.kubernetes.io/", "") + ":" + taint.getEffect();
  }

  private static Pod pod(String name, String node, long tolerationSeconds) {
    return cluster
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewToleration()
                .withKey("node.kubernetes.io/unreachable")
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(tolerationSeconds)
                .endToleration()
                .addNewContainer()
                .withName("main")
                .withImage("web")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private static Pod live(Pod pod) {
    return cluster.client.resource(pod).get();
  }

  @Test
  void silentNodeIsTaintedItsPodsEvictedAndAllIsMendedWhenItReturns() throws Exception {
    node("well");
    node("lost");
    var alive = ConcurrentHashMap.<String>newKeySet();
    alive.addAll(List.of("well", "lost")); // One beats on, so that not everything looks lost.
    var beating =
        new Ticker("beating", Duration.ofMillis(200), Time.system(), () -> beatAll(alive));
    beating.start();
    await(
        "pod CIDR",
        () -> cluster.client.nodes().withName("lost").get().getSpec().getPodCIDR() != null);
    var quick = pod("quick", "lost", 1);
    var patient = pod("patient", "lost", 3600);
    await("ready", () -> isReady(quick) && isReady(patient));
    cluster.agent.dead = "lost";
    alive.remove("lost");

    await(
        "tainted",
        () -> taints("lost").equals(List.of("unreachable:NoExecute", "unreachable:NoSchedule")));
    await("marked not ready", () -> !isReady(patient));
    await("evicted", () -> live(quick).getMetadata().getDeletionTimestamp() != null);
    assertThat(live(patient).getMetadata().getDeletionTimestamp()).isNull();
    assertThat(live(quick).getStatus().getConditions())
        .anyMatch(c -> c.getType().equals("DisruptionTarget"));

    alive.add("lost");
    await("untainted", () -> taints("lost").isEmpty());

    alive.remove("lost");
    cluster.client.nodes().withName("lost").delete();
    await("pods of a removed node are removed", () -> live(quick) == null && live(patient) == null);
    beating.close();
  }

  private static void beatAll(Set<String> alive) throws InterruptedException {
    for (var name : alive) {
      beat(name);
    }
  }

  private static boolean isReady(Pod pod) {
    return live(pod).getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
