package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims and volumes that are deleted while in use, against the real API server. */
class VolumeProtectionTest {

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  private static Resource<PersistentVolumeClaim> claim(String namespace, String name) {
    var created =
        cluster
            .client
            .resource(
                new PersistentVolumeClaimBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withAccessModes("ReadWriteOnce")
                    .withNewResources()
                    .withRequests(Map.of("storage", new Quantity("1Gi")))
                    .endResources()
                    .endSpec()
                    .build())
            .create();
    assertThat(created.getMetadata().getFinalizers()).containsOnly("kubernetes.io/pvc-protection");
    return cluster.client.persistentVolumeClaims().inNamespace(namespace).withName(name);
  }

  private static Resource<PersistentVolume> volume(String name) {
    var created =
        cluster
            .client
            .resource(
                new PersistentVolumeBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withAccessModes("ReadWriteOnce")
                    .withCapacity(Map.of("storage", new Quantity("1Gi")))
                    .withNewHostPath()
                    .withPath("/tmp/" + name)
                    .endHostPath()
                    .endSpec()
                    .build())
            .create();
    assertThat(created.getMetadata().getFinalizers()).containsOnly("kubernetes.io/pv-protection");
    return cluster.client.persistentVolumes().withName(name);
  }

  private static void podOn(String claim) {
    cluster
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("user-of-" + claim)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("none")
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void aDeletedClaimGoesWhenTheLastPodThatUsesItIsGone() {
    var used = claim("default", "used");
    var unused = claim("default", "unused");
    podOn("used");
    var pod = cluster.client.pods().inNamespace("default").withName("user-of-used");
    await("the pod runs", () -> PodFacts.phase(pod.get()).equals("Running"));
    used.delete();
    unused.delete();
    await("the unused claim is gone", () -> unused.get() == null);
    // Both stood before the same controller, which looks at a namespace's claims together.
    assertThat(used.get().getMetadata().getDeletionTimestamp()).isNotNull();
    pod.delete();
    await("the used claim is gone", () -> used.get() == null);
  }

  @Test
  void aDeletedVolumeGoesWhenItIsNotBoundAnyMore() {
    var free = volume("free");
    var bound = volume("bound");
    setPhase(bound, "Bound");
    bound.delete();
    free.delete();
    await("the free volume is gone", () -> free.get() == null);
    assertThat(bound.get().getMetadata().getDeletionTimestamp()).isNotNull();
    setPhase(bound, "Released");
    await("the volume is gone once released", () -> bound.get() == null);
  }

  private static void setPhase(Resource<PersistentVolume> volume, String phase) {
    volume.editStatus(
        live -> {
          live.getStatus().setPhase(phase);
          return live;
        });
  }

  @Test
  void whatLostItsProtectionGetsItBack() {
    var bare = claim("default", "bare");
    bare.edit(
        live -> {
          live.getMetadata().setFinalizers(List.of());
          return live;
        });
    await(
        "protection",
        () -> bare.get().getMetadata().getFinalizers().contains("kubernetes.io/pvc-protection"));
    bare.delete();
    await("the claim is gone", () -> bare.get() == null);
  }

  @Test
  void aNamespaceWithClaimsEnds() {
    cluster
        .client
        .resource(new NamespaceBuilder().withNewMetadata().withName("ends").endMetadata().build())
        .create();
    for (var i = 0; i < 3; i++) {
      claim("ends", "claim-" + i);
    }
    var namespace = cluster.client.namespaces().withName("ends");
    namespace.delete();
    await("the namespace is gone", () -> namespace.get() == null);
  }
}
