package dev.quarterdeck.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.cli.terminal.Progress;
import dev.quarterdeck.e2e.fixture.Eventually;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Labs do not see each other, come up again after a crash, and leave nothing behind. */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabLifeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension static final LabExtension ONE = LabExtension.ofNodes(1);
  @RegisterExtension static final LabExtension OTHER = LabExtension.ofNodes(1);

  @TempDir Path images;

  private static void startPod(KubernetesClient client) throws Exception {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("sleeper")
            .endMetadata()
            .withNewSpec()
            .withContainers(
                new ContainerBuilder()
                    .withName("c")
                    .withImage("quarterdeck.local/busybox:1")
                    .withCommand("sleep", "infinity")
                    .build())
            .endSpec()
            .build();
    client.pods().inNamespace("default").resource(pod).create();
    awaitRunning(client, 0);
  }

  private static void awaitRunning(KubernetesClient client, int restarts) throws Exception {
    Eventually.until(
        "the pod runs",
        PATIENCE,
        () -> client.pods().inNamespace("default").withName("sleeper").get().getStatus(),
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
  void aCrashedLabComesUpAgainAndNothingStaysWhenItGoesDown() throws Exception {
    var lab = ONE.lab();
    var otherProcesses = OTHER.lab().processes();
    ONE.client()
        .configMaps()
        .inNamespace("default")
        .resource(new ConfigMapBuilder().withNewMetadata().withName("kept").endMetadata().build())
        .create();

    crash(lab);
    lab.up(images, new Progress(silence(), false, InstantSource.system()));
    assertThat(ONE.client().configMaps().inNamespace("default").withName("kept").get()).isNotNull();
    awaitRunning(ONE.client(), 1);

    lab.down();
    Eventually.until("nothing is left", PATIENCE, new Remains(lab)::all, left -> left.isEmpty());
    assertThat(OTHER.lab().processes()).isEqualTo(otherProcesses);
    awaitRunning(OTHER.client(), 0);
  }

  @Test
  @Order(3)
  void aCrashedLabLeavesNothingBehindEither() throws Exception {
    crash(OTHER.lab());
    OTHER.lab().down();
    Eventually.until(
        "nothing is left", PATIENCE, new Remains(OTHER.lab())::all, left -> left.isEmpty());
  }

  /** As when the machine dies: no process of the lab's is left, all else is as it was. */
  private static void crash(Lab lab) throws Exception {
    var remains = new Remains(lab);
    Eventually.until(
        "all processes are dead",
        PATIENCE,
        () -> {
          for (var pid : remains.processes()) {
            Command.attempt(PATIENCE, "", java.util.List.of("kill", "-KILL", pid));
          }
          return remains.processes();
        },
        left -> left.isEmpty());
  }

  private static PrintStream silence() {
    return new PrintStream(OutputStream.nullOutputStream());
  }
}
