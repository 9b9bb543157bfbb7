package dev.quarterdeck.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that falls silent, by Kubernetes' own times, against the real API server. */
class NodeLossTest {

  private static final Duration STEP = Duration.ofSeconds(5);

  private final SteppedTime time = new SteppedTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final Set<String> alive = ConcurrentHashMap.newKeySet();
  private Cluster cluster;
  private Api api;
  private Ticker beating;

  @BeforeEach
  void start() {
    cluster = new Cluster(ControllersConfig.DEFAULT, time);
    api = new Api(cluster.client, time);
    beating = new Ticker("beating", Duration.ofSeconds(10), time, this::beatAll);
  }

  @AfterEach
  void stop() {
    beating.close();
    cluster.close();
  }

  private void await(String what, Callable<Boolean> condition) {
    Cluster.await(time, STEP, what, condition);
  }

  private void node(String name) throws InterruptedException {
    cluster
        .client
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    beat(name);
    alive.add(name);
  }

  private void beatAll() throws InterruptedException {
    for (var name : alive) {
      beat(name);
    }
  }

  private void beat(String name) throws InterruptedException {
    var now = Timestamps.format(time.instant());
    var patch = Json.object();
    patch
        .withObject("/status")
        .withArray("/conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "KubeletReady")
        .put("lastHeartbeatTime", now)
        .put("lastTransitionTime", now);
    api.patch(WrittenResources.NODES, new ObjectKey("", name), "status", patch);
  }

  private List<String> taints(String node) {
    return cluster.client.nodes().withName(node).get().getSpec().getTaints().stream()
        .map(NodeLossTest::text)
        .sorted()
        .toList();
  }

  private static String text(Taint taint) {
    return taint.getKey().replace("node.kubernetes.io/", "") + ":" + taint.getEffect();
  }

  private Pod pod(String name, String node, long tolerationSeconds) {
    return cluster.createPod(name, node, "node.kubernetes.io/unreachable", tolerationSeconds);
  }

  private Pod live(Pod pod) {
    return cluster.client.resource(pod).get();
  }

  private boolean isReady(Pod pod) {
    return live(pod).getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  @Test
  void silentNodeIsTaintedItsPodsEvictedAndAllIsMendedWhenItReturns() throws Exception {
    node("well"); // It beats on, so that not everything looks lost.
    node("lost");
    beating.start();
    await(
        "pod CIDR",
        () -> cluster.client.nodes().withName("lost").get().getSpec().getPodCIDR() != null);
    var quick = pod("quick", "lost", 300);
    var patient = pod("patient", "lost", 3600);
    await("ready", () -> isReady(quick) && isReady(patient));
    cluster.agent.dead = "lost";
    alive.remove("lost");
    var silent = time.instant();

    await(
        "tainted",
        () -> taints("lost").equals(List.of("unreachable:NoExecute", "unreachable:NoSchedule")));
    var tainted = time.instant();
    assertThat(Duration.between(silent, tainted)).isGreaterThan(Duration.ofSeconds(40));
    await("marked not ready", () -> !isReady(patient));
    await("evicted", () -> live(quick).getMetadata().getDeletionTimestamp() != null);
    assertThat(Duration.between(tainted, time.instant())).isGreaterThan(Duration.ofSeconds(290));
    assertThat(live(patient).getMetadata().getDeletionTimestamp()).isNull();
    assertThat(live(quick).getStatus().getConditions())
        .anyMatch(c -> c.getType().equals("DisruptionTarget"));

    alive.add("lost");
    await("untainted", () -> taints("lost").isEmpty());

    alive.remove("lost");
    cluster.client.nodes().withName("lost").delete();
    await("pods of a removed node are removed", () -> live(quick) == null && live(patient) == null);
  }
}
