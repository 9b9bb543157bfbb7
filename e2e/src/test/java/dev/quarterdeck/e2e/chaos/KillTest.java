package dev.quarterdeck.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.ContainerProcesses;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills everything above runc in turn: no acknowledged write is lost, and containers keep running.
 */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int REPLICAS = 4;

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(3);

  @BeforeAll
  static void applyTheExample() throws Exception {
    LAB.createExample();
    awaitReadyPods();
  }

  private static void awaitReadyPods() throws Exception {
    await("all pods are ready")
        .atMost(PATIENCE)
        .until(() -> pods().stream().filter(KillTest::isReady).count(), count -> count == REPLICAS);
  }

  private static List<Pod> pods() {
    return LAB.client().pods().inNamespace("default").withLabel("app", "web").list().getItems();
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static TreeMap<String, Set<Long>> containerProcesses() throws Exception {
    var all = new TreeMap<String, Set<Long>>();
    for (var node : LAB.lab().spec().nodes()) {
      all.put(node.name(), ContainerProcesses.of(LAB.lab(), node.name()));
    }
    return all;
  }

  @Test
  @Order(1)
  void noAcknowledgedCreateIsLostWhenControlPlaneAndEtcdAreKilled() throws Exception {
    var before = containerProcesses();
    assertThat(before.values().stream().mapToInt(Set::size).sum())
        .isGreaterThanOrEqualTo(2 * REPLICAS);
    try (var writers = new Writers(LAB.client(), 8)) {
      for (var victim : List.of("control-plane", "etcd", "control-plane")) {
        var count = writers.acknowledgedCount();
        await("creates are answered")
            .atMost(PATIENCE)
            .until(() -> writers.acknowledgedCount() > count + 100);
        kill(victim);
      }
      var count = writers.acknowledgedCount();
      await("creates are answered again")
          .atMost(PATIENCE)
          .until(() -> writers.acknowledgedCount() > count + 100);
      writers.close();
      assertThat(writers.failureCount()).as("some requests failed").isPositive();
      var present =
          LAB.client().configMaps().inNamespace("default").list().getItems().stream()
              .map(item -> item.getMetadata().getName())
              .collect(Collectors.toCollection(HashSet::new));
      assertThat(present).containsAll(writers.acknowledged());
    }
    assertThat(containerProcesses()).isEqualTo(before);
    assertThat(pods()).allSatisfy(pod -> assertThat(restarts(pod)).isZero());
  }

  private static void kill(String process) throws Exception {
    var pid =
        LAB.lab().processes().stream()
            .filter(line -> line.name().equals(process))
            .findFirst()
            .orElseThrow()
            .pid();
    Command.run("kill", "-KILL", pid);
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .mapToInt(status -> status.getRestartCount())
        .sum();
  }

  @Test
  @Order(2)
  void anAgentRestartIsNotNoticedByContainersNorByReadiness() throws Exception {
    awaitReadyPods();
    var before = containerProcesses();
    var notReady = new ConcurrentLinkedQueue<String>();
    try (var watch =
        LAB.client()
            .pods()
            .inNamespace("default")
            .withLabel("app", "web")
            .watch(new ReadinessWatcher(notReady))) {
      for (var host : LAB.lab().hosts()) {
        var old = agentPid(host.node().name());
        host.restartAgent();
        await("the agent is back")
            .atMost(PATIENCE)
            .until(() -> agentPid(host.node().name()), p -> !p.equals(old) && !p.equals("-"));
        awaitLeaseRenewal(host.node().name());
      }
      assertThat(watch).isNotNull();
    }
    assertThat(notReady).isEmpty();
    assertThat(containerProcesses()).isEqualTo(before);
  }

  private static String agentPid(String node) throws Exception {
    return LAB.lab().processes().stream()
        .filter(line -> line.place().equals(node) && line.name().equals("node-agent"))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  private static void awaitLeaseRenewal(String node) throws Exception {
    var leases = LAB.client().leases().inNamespace("kube-node-lease").withName(node);
    var before = leases.get().getSpec().getRenewTime();
    await(node + " renews its lease")
        .atMost(PATIENCE)
        .until(() -> leases.get().getSpec().getRenewTime().isAfter(before));
  }

  @Test
  @Order(3)
  void thePodsOfADeadHostRunElsewhereAfterTheirToleration() throws Exception {
    awaitReadyPods();
    assertThat(pods()).anyMatch(pod -> pod.getSpec().getNodeName().equals("node-2"));
    var host = LAB.lab().host("node-2");
    host.powerOff();
    await("node-2 is unreachable")
        .atMost(PATIENCE)
        .until(
            () -> LAB.client().nodes().withName("node-2").get().getSpec().getTaints(),
            taints ->
                taints.stream().anyMatch(t -> t.getKey().equals("node.kubernetes.io/unreachable")));
    awaitAllReadyOff("node-2");
    LAB.lab().startHost(host);
    awaitCleanReturn("node-2");
  }

  /** Waits until the node is ready, has no taints, and the pods evicted from it are gone. */
  private static void awaitCleanReturn(String name) throws Exception {
    await(name + " is ready and rid of its old pods")
        .atMost(PATIENCE)
        .until(
            () -> {
              var node = LAB.client().nodes().withName(name).get();
              return node.getSpec().getTaints().isEmpty()
                  && readiness(node).equals("True")
                  && pods().stream().noneMatch(p -> p.getMetadata().getDeletionTimestamp() != null);
            });
  }

  private static String readiness(Node node) {
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(NodeCondition::getStatus)
        .findFirst()
        .orElse("");
  }

  private static void awaitReadiness(String node, String status) throws Exception {
    await(node + " has Ready=" + status)
        .atMost(PATIENCE)
        .until(() -> readiness(LAB.client().nodes().withName(node).get()), status::equals);
  }

  private static void awaitAllReadyOff(String node) throws Exception {
    await("all replicas run on the others than " + node)
        .atMost(PATIENCE)
        .until(
            () ->
                pods().stream()
                    .filter(KillTest::isReady)
                    .filter(pod -> !pod.getSpec().getNodeName().equals(node))
                    .count(),
            count -> count == REPLICAS);
  }

  @Test
  @Order(4)
  void aPartitionedHostComesBackWithItsContainersAlive() throws Exception {
    awaitReadyPods();
    var host = LAB.lab().host("node-3");
    var before = ContainerProcesses.of(LAB.lab(), "node-3");
    host.setLink(false);
    awaitReadiness("node-3", "Unknown");
    host.setLink(true);
    awaitReadiness("node-3", "True");
    awaitReadyPods();
    assertThat(ContainerProcesses.of(LAB.lab(), "node-3")).isEqualTo(before);
  }

  @Test
  @Order(5)
  void aHostThatWasGivenUpEndsItsPodsWhenItsCableIsBack() throws Exception {
    awaitReadyPods();
    var host = LAB.lab().host("node-1");
    host.setLink(false);
    awaitAllReadyOff("node-1");
    assertThat(ContainerProcesses.of(LAB.lab(), "node-1"))
        .as("its containers still run")
        .isNotEmpty();
    host.setLink(true);
    awaitCleanReturn("node-1");
    await("nothing of the old pods runs")
        .atMost(PATIENCE)
        .until(() -> ContainerProcesses.of(LAB.lab(), "node-1"), Set::isEmpty);
  }

  /** Records each pod that is seen not ready. */
  private record ReadinessWatcher(ConcurrentLinkedQueue<String> notReady) implements Watcher<Pod> {
    @Override
    public void eventReceived(Action action, Pod pod) {
      if (!isReady(pod)) {
        notReady.add(action + " " + pod.getMetadata().getName());
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      notReady.add("the watch broke: " + cause);
    }
  }
}
