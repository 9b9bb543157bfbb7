package dev.quarterdeck.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.cli.terminal.Progress;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Labs are isolated from each other, come up again after a crash, and leave nothing behind. */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabLifeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PORT = 8080;

  @RegisterExtension static final LabExtension ONE = LabExtension.ofNodes(1);
  @RegisterExtension static final LabExtension OTHER = LabExtension.ofNodes(1);

  @TempDir Path images;

  private static void startPod(KubernetesClient client) throws Exception {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("server")
            .endMetadata()
            .withNewSpec()
            .withContainers(
                new ContainerBuilder()
                    .withName("c")
                    .withImage("quarterdeck.local/busybox:1")
                    .withCommand("httpd", "-f", "-p", Integer.toString(PORT))
                    .build())
            .endSpec()
            .build();
    client.pods().inNamespace("default").resource(pod).create();
    awaitRunning(client, 0);
  }

  private static void awaitRunning(KubernetesClient client, int restarts) throws Exception {
    await("the pod runs")
        .atMost(PATIENCE)
        .until(
            () -> client.pods().inNamespace("default").withName("server").get().getStatus(),
            status ->
                "Running".equals(status.getPhase())
                    && status.getContainerStatuses().stream()
                        .allMatch(c -> c.getReady() && c.getRestartCount() == restarts));
  }

  @Test
  @Order(1)
  void twoLabsLiveSideBySide() throws Exception {
    startPod(ONE.client());
    startPod(OTHER.client());
    assertThat(ONE.lab().spec().apiPort()).isNotEqualTo(OTHER.lab().spec().apiPort());
    assertThat(ONE.client().pods().inNamespace("default").list().getItems()).hasSize(1);
    assertThat(OTHER.client().pods().inNamespace("default").list().getItems()).hasSize(1);
  }

  @Test
  @Order(2)
  void thisMachineReachesBothLabsAndTheirHostsDoNotReachEachOther() {
    for (var lab : List.of(ONE, OTHER)) {
      var service = lab.client().services().inNamespace("default").withName("kubernetes").get();
      assertThat(reached(List.of(), service.getSpec().getClusterIP(), 443)).isTrue();
      assertThat(reached(List.of(), address(lab), PORT)).isTrue();
      assertThat(reached(lab.lab().host("node-1").enter(), address(lab), PORT)).isTrue();
    }
    assertThat(reached(ONE.lab().host("node-1").enter(), address(OTHER), PORT)).isFalse();
    assertThat(reached(OTHER.lab().host("node-1").enter(), address(ONE), PORT)).isFalse();
  }

  private static String address(LabExtension lab) {
    return lab.client()
        .pods()
        .inNamespace("default")
        .withName("server")
        .get()
        .getStatus()
        .getPodIP();
  }

  /** Whether a connection can be made, from this machine or from a host. */
  private static boolean reached(List<String> enter, String address, int port) {
    var words = new ArrayList<>(enter);
    words.addAll(List.of("bash", "-c", "exec 3<>/dev/tcp/%s/%d".formatted(address, port)));
    return Command.attempt(Duration.ofSeconds(5), "", words).succeeded();
  }

  @Test
  @Order(3)
  void aCrashedLabComesUpAgainAndNothingStaysWhenItGoesDown() throws Exception {
    var lab = ONE.lab();
    var otherProcesses = OTHER.lab().processes();
    ONE.client()
        .configMaps()
        .inNamespace("default")
        .resource(new ConfigMapBuilder().withNewMetadata().withName("kept").endMetadata().build())
        .create();

    crash(lab);
    var before = Instant.now();
    lab.up(images, new Progress(silence(), false, InstantSource.system()));
    assertThat(leaseRenewal(ONE)).as("nodes are called ready that are").isAfter(before);
    assertThat(ONE.client().raw("/api/v1/nodes/node-1/proxy/healthz")).isEqualTo("ok");
    assertThat(ONE.client().configMaps().inNamespace("default").withName("kept").get()).isNotNull();
    awaitRunning(ONE.client(), 1);

    lab.down();
    await("nothing is left")
        .atMost(PATIENCE)
        .until(new Leftovers(lab)::all, left -> left.isEmpty());
    assertThat(OTHER.lab().processes()).isEqualTo(otherProcesses);
    awaitRunning(OTHER.client(), 0);
  }

  private static Instant leaseRenewal(LabExtension lab) {
    return lab.client()
        .leases()
        .inNamespace("kube-node-lease")
        .withName("node-1")
        .get()
        .getSpec()
        .getRenewTime()
        .toInstant();
  }

  @Test
  @Order(4)
  void aCrashedLabLeavesNothingBehindEither() throws Exception {
    crash(OTHER.lab());
    OTHER.lab().down();
    await("nothing is left")
        .atMost(PATIENCE)
        .until(new Leftovers(OTHER.lab())::all, left -> left.isEmpty());
  }

  /** Kills all processes of a lab, as a crash of the machine would. */
  private static void crash(Lab lab) throws Exception {
    var leftovers = new Leftovers(lab);
    await("all processes are dead")
        .atMost(PATIENCE)
        .until(
            () -> {
              for (var pid : leftovers.processes()) {
                Command.attempt(PATIENCE, "", List.of("kill", "-KILL", pid));
              }
              return leftovers.processes();
            },
            left -> left.isEmpty());
  }

  private static PrintStream silence() {
    return new PrintStream(OutputStream.nullOutputStream());
  }
}
