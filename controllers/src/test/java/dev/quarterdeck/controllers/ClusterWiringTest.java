package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Garbage and namespaces against the real API server. */
class ClusterWiringTest {

  private static final ControllersConfig CONFIG =
      ControllersConfig.DEFAULT.withCaPem("-----BEGIN CERTIFICATE-----\n");

  @RegisterExtension static final Cluster cluster = new Cluster(CONFIG);
  private static final Api api = new Api(cluster.client, Time.system());

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
      api.patch(WrittenResources.CONFIG_MAPS, ObjectKey.of(object), "", patch);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
