package dev.quarterdeck.scheduler;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The real API server with nodes that nobody runs. */
final class TestCluster implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryApiServer api = new MemoryApiServer();
  private final KubernetesClient client = api.client();

  KubernetesClient client() {
    return client;
  }

  SimpleMeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }

  void node(String name, Taint... taints) {
    var node = TestObjects.node(name, "kubernetes.io/hostname: " + name, "");
    node.getSpec().setTaints(List.of(taints));
    var created = client.resource(node).create();
    created.setStatus(node.getStatus());
    client.resource(created).updateStatus();
    // Admission taints nodes that are not ready yet, and here nobody will lift that.
    client
        .nodes()
        .withName(name)
        .edit(
            n -> {
              n.getSpec().setTaints(List.of(taints));
              return n;
            });
  }

  void pod(String name, String spec) {
    pod(name, spec, Map.of());
  }

  void pod(String name, String spec, Map<String, String> labels) {
    var pod = TestObjects.pod(name, spec);
    pod.getMetadata().setNamespace("default");
    pod.getMetadata().setUid(null);
    pod.getMetadata().getLabels().putAll(labels);
    pod.getSpec().getContainers().forEach(container -> container.setImage("none"));
    client.resource(pod).create();
  }

  /** Waits until the pod is as wanted; null may be wanted. */
  Pod await(String name, Predicate<Pod> condition) {
    return client
        .pods()
        .inNamespace("default")
        .withName(name)
        .waitUntilCondition(condition, PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  static boolean isPlaced(Pod pod) {
    return pod != null && pod.getSpec().getNodeName() != null;
  }

  static boolean isRefused(Pod pod) {
    return pod != null && condition(pod).getMessage() != null;
  }

  /** The condition PodScheduled when it is False; else an empty one. */
  static PodCondition condition(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .findFirst()
        .orElseGet(PodCondition::new);
  }

  /** Waits for an event about the pod. */
  Event event(String pod, String reason) {
    return Awaitility.await("an event " + reason + " about " + pod)
        .atMost(PATIENCE)
        .pollInterval(PAUSE)
        .until(() -> events(pod, reason), found -> !found.isEmpty())
        .getFirst();
  }

  private List<Event> events(String pod, String reason) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(e -> e.getInvolvedObject().getName().equals(pod))
        .filter(e -> e.getReason().equals(reason))
        .toList();
  }

  /** Waits until the counter with that result has come to {@code least}. */
  void awaitCount(String name, String result, int least) {
    Awaitility.await("%s{result=%s} comes to %d".formatted(name, result, least))
        .atMost(PATIENCE)
        .pollInterval(PAUSE)
        .until(
            () -> registry.find(name).tag("result", result).counter(),
            counter -> counter != null && counter.count() >= least);
  }
}
