package dev.quarterdeck.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Controllers of an API server that serves eight writes at a time. */
class BusyServerTest {

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int PODS = 40;
  private static final Set<String> WRITES = Set.of("create", "update", "delete");

  private final SteppedTime time = new SteppedTime(Instant.now());
  private Cluster cluster;

  @BeforeEach
  void start() {
    var usual = Limits.DEFAULT;
    var few = new Limits(usual.reads(), 8, usual.bodyWithin(), usual.heap(), usual.patience());
    cluster = new Cluster(time, server -> server.limits(few).store(slow(new MemoryStore())));
    cluster.agent.dead = "node-1";
    cluster.startControllers(
        ControllersConfig.DEFAULT.withSelection(ControllerSelection.of(List.of("replicaset"))));
  }

  /** A store whose writes take so long that requests meet. */
  private static Store slow(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (_, method, arguments) -> {
              if (WRITES.contains(method.getName())) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void await(String what, Callable<Boolean> condition) {
    Cluster.await(time, STEP, what, condition);
  }

  private long pods() {
    return cluster.client.pods().inNamespace("default").list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .count();
  }

  private List<String> eventReasons() {
    return cluster.client.v1().events().inNamespace("default").list().getItems().stream()
        .map(Event::getReason)
        .distinct()
        .toList();
  }

  @Test
  void requestsThatAreTurnedAwayAreRetriedWithoutAnEvent() {
    var set =
        cluster
            .client
            .resource(
                new ReplicaSetBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("many")
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(PODS)
                    .withNewSelector()
                    .addToMatchLabels("app", "many")
                    .endSelector()
                    .withNewTemplate()
                    .withNewMetadata()
                    .addToLabels("app", "many")
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName("node-1")
                    .addNewContainer()
                    .withName("main")
                    .withImage("web")
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build())
            .create();
    await("all pods", () -> pods() == PODS);
    cluster.client.resource(set).scale(0);
    await("scaled down", () -> pods() == 0);
    await("told", () -> eventReasons().contains("SuccessfulDelete"));
    assertThat(cluster.requests()).anyMatch(request -> request.code() == 429);
    assertThat(eventReasons()).doesNotContain("FailedCreate", "FailedDelete");
  }
}
