package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replication controllers against the real API server. */
class ReplicationControllerTest {

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  private static RollableScalableResource<ReplicationController> at(String name) {
    return cluster.client.replicationControllers().inNamespace("default").withName(name);
  }

  private static void create(String name, int replicas) {
    var controller =
        new ReplicationControllerBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .addToSelector("app", name)
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", name)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("web:1")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    cluster.client.resource(controller).create();
  }

  private static List<Pod> active(String name) {
    return cluster
        .client
        .pods()
        .inNamespace("default")
        .withLabel("app", name)
        .list()
        .getItems()
        .stream()
        .filter(PodFacts::isActive)
        .toList();
  }

  private static boolean isReady(String name, int replicas) {
    var status = at(name).get().getStatus();
    return Integer.valueOf(replicas).equals(status.getReplicas())
        && (replicas == 0 || Integer.valueOf(replicas).equals(status.getReadyReplicas()))
        && at(name).get().getMetadata().getGeneration().equals(status.getObservedGeneration());
  }

  @Test
  void keepsAsManyPodsAsAreAskedForAndCountsThem() {
    create("kept", 3);
    await("three pods", () -> isReady("kept", 3));
    assertThat(active("kept"))
        .hasSize(3)
        .allSatisfy(
            pod -> {
              var owner = Owners.controllerOf(pod).orElseThrow();
              assertThat(owner.getKind()).isEqualTo("ReplicationController");
              assertThat(owner.getApiVersion()).isEqualTo("v1");
            });
    at("kept").scale(1);
    await("one pod", () -> isReady("kept", 1) && active("kept").size() == 1);
  }

  @Test
  void adoptsAPodThatItSelectsAndReleasesOneThatItDoesNotSelectAnyMore() {
    var orphan =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("orphan")
            .withLabels(Map.of("app", "adopts"))
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("web:1")
            .endContainer()
            .endSpec()
            .build();
    var pods = cluster.client.pods().inNamespace("default");
    pods.resource(orphan).create();
    create("adopts", 1);
    await("adoption", () -> Owners.controllerOf(pods.withName("orphan").get()).isPresent());
    assertThat(active("adopts")).hasSize(1);

    pods.withName("orphan")
        .edit(
            pod ->
                new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels("app", "other")
                    .endMetadata()
                    .build());
    await("release", () -> Owners.controllerOf(pods.withName("orphan").get()).isEmpty());
    await("another pod", () -> active("adopts").size() == 1);
  }

  @Test
  void podsThatAreOrphanedStay() {
    create("orphaning", 2);
    await("two pods", () -> isReady("orphaning", 2));
    at("orphaning").withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    await("the end", () -> at("orphaning").get() == null);
    assertThat(active("orphaning"))
        .hasSize(2)
        .allSatisfy(pod -> assertThat(Owners.controllerOf(pod)).isEmpty());
  }
}
