package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Disruption budgets and evictions against the real API server. */
class DisruptionWiringTest {

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  private static void deploy(String name, int replicas) {
    cluster.client.resource(WorkloadWiringTest.deployment(name, replicas, "web")).create();
  }

  private static void guard(String app, IntOrString least, IntOrString most) {
    cluster
        .client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(app)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(least)
                .withMaxUnavailable(most)
                .withNewSelector()
                .addToMatchLabels("app", app)
                .endSelector()
                .endSpec()
                .build())
        .create();
  }

  private static PodDisruptionBudget budget(String name) {
    return cluster
        .client
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace("default")
        .withName(name)
        .get();
  }

  private static int allowed(String name) {
    var status = budget(name).getStatus();
    return status == null || status.getDisruptionsAllowed() == null
        ? -1
        : status.getDisruptionsAllowed();
  }

  private static List<Pod> ready(String app) {
    return cluster
        .client
        .pods()
        .inNamespace("default")
        .withLabel("app", app)
        .list()
        .getItems()
        .stream()
        .filter(pod -> PodFacts.isReady(pod) && !PodFacts.isTerminating(pod))
        .toList();
  }

  private static void evict(Pod pod) throws InterruptedException {
    var eviction = Json.object().put("apiVersion", "policy/v1").put("kind", "Eviction");
    eviction.putObject("metadata").put("name", pod.getMetadata().getName());
    new Api(cluster.client, Time.system())
        .create(WrittenResources.PODS, ObjectKey.of(pod), "eviction", eviction);
  }

  @Test
  void aBudgetIsSpentAndComesBack() throws InterruptedException {
    deploy("web", 3);
    guard("web", null, new IntOrString(1));
    await("one may go", () -> allowed("web") == 1);
    assertThat(budget("web").getStatus().getConditions())
        .singleElement()
        .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("SufficientPods"));
    var pods = ready("web");
    evict(pods.get(0));
    assertThatThrownBy(() -> evict(pods.get(1)))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(429);
              assertThat(e.getStatus().getDetails().getRetryAfterSeconds()).isNull();
              assertThat(e.getStatus().getDetails().getCauses())
                  .singleElement()
                  .satisfies(cause -> assertThat(cause.getReason()).isEqualTo("DisruptionBudget"));
            });
    await("another may go", () -> allowed("web") == 1 && ready("web").size() == 3);
    assertThat(budget("web").getStatus().getDisruptedPods()).isNullOrEmpty();
    var version = budget("web").getMetadata().getResourceVersion();
    evict(ready("web").getFirst());
    await("spent", () -> !budget("web").getMetadata().getResourceVersion().equals(version));
  }

  /** Something that is there and has no scale. */
  private static ConfigMap owner() {
    return cluster
        .client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("owner")
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void aShareOfPodsThatNobodyScalesIsUnknown() {
    deploy("half", 2);
    guard("half", new IntOrString("50%"), null);
    await("one may go", () -> allowed("half") == 1);
    assertThat(budget("half").getStatus().getExpectedPods()).isEqualTo(2);
    cluster
        .client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("owned")
                .addToLabels("app", "half")
                .withOwnerReferences(Owners.controllerReference(owner()))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("web")
                .endContainer()
                .endSpec()
                .build())
        .create();
    await("closed", () -> allowed("half") == 0);
    assertThat(budget("half").getStatus().getConditions())
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getReason()).isEqualTo("SyncFailed");
              assertThat(condition.getMessage())
                  .isEqualTo("configmaps does not implement the scale subresource");
            });
  }
}
