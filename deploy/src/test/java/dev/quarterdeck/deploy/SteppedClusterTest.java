package dev.quarterdeck.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.NodeAgent;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.controllers.Controllers;
import dev.quarterdeck.controllers.ControllersConfig;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.scheduler.Scheduler;
import dev.quarterdeck.scheduler.SchedulerConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole cluster in one process and in a time that is moved by hand: API server, scheduler,
 * controllers, and a node agent over the simulated runtime.
 */
@Timeout(120)
class SteppedClusterTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(20);

  /** A thread that opens a watch anew does not wait by this time for as long as it reads. */
  private static final Duration SETTLES_WITHIN = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int TRIES = 10;

  @TempDir Path folder;

  private final SteppedTime time = new SteppedTime(START);
  private DevServer server;
  private KubernetesClient client;
  private Scheduler scheduler;
  private Controllers controllers;
  private NodeAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.setup().time(time).start();
    var access = new ConfigBuilder().withMasterUrl(server.url()).build();
    client = ApiClient.connect(access, "test");
    var meters = new SimpleMeterRegistry();
    scheduler =
        new Scheduler(client, meters, SchedulerConfig.DEFAULT, time, new SplittableRandom(1))
            .start();
    controllers = new Controllers(client, meters, ControllersConfig.DEFAULT, time).start();
    agent =
        NodeAgent.start(
            time,
            "--simulated",
            "--kubeconfig=" + kubeconfig(),
            "--node-name=n1",
            "--node-ip=127.0.0.1",
            "--root-dir=" + folder.resolve("kubelet"),
            "--pod-logs-dir=" + folder.resolve("logs"));
  }

  @AfterEach
  void stop() {
    agent.close();
    controllers.close();
    scheduler.close();
    client.close();
    server.close();
  }

  private Path kubeconfig() throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: {}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(server.url()));
  }

  private void step(Duration step) throws InterruptedException {
    time.settle(SETTLES_WITHIN);
    time.advance(step);
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      step(Duration.ofMillis(100));
    }
  }

  /** Lets time pass; how long that takes in real time. */
  private Duration pass(Duration span) throws InterruptedException {
    var end = time.instant().plus(span);
    var begun = System.nanoTime();
    while (time.instant().isBefore(end)) {
      step(STEP);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private List<Pod> running() {
    return client.pods().inNamespace("default").list().getItems().stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
        .toList();
  }

  private String ready() {
    return client.nodes().withName("n1").get().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow()
        .getStatus();
  }

  @Test
  void tenMinutesPassInLessThanASecond() throws Exception {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .addToAnnotations("sim.quarterdeck.dev/exit-after", "2m")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("web")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    await("three pods run", () -> running().size() == 3 && ready().equals("True"));
    var fastest = pass(Duration.ofMinutes(10));

    await("three pods run again", () -> running().size() == 3);
    assertThat(ready()).isEqualTo("True");
    assertThat(running())
        .extracting(pod -> pod.getStatus().getContainerStatuses().getFirst().getRestartCount())
        .as("restarts of containers that end after two minutes")
        .allMatch(restarts -> restarts >= 2);
    var renewed =
        client
            .leases()
            .inNamespace("kube-node-lease")
            .withName("n1")
            .get()
            .getSpec()
            .getRenewTime();
    assertThat(Duration.between(renewed.toInstant(), time.instant()))
        .isLessThan(Duration.ofSeconds(40));
    // A busy machine takes longer at times; nothing in it waits for real time to pass.
    for (var tries = 1; tries < TRIES && fastest.compareTo(SECOND) >= 0; tries++) {
      var took = pass(Duration.ofMinutes(10));
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    assertThat(fastest).isLessThan(SECOND);
  }
}
