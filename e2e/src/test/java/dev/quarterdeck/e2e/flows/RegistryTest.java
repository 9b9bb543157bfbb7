package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.LabExtension;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pulls an image from a registry that runs beside the test, in place of one on the internet. */
@Tag("lab")
class RegistryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REGISTRY = "registry.example";
  private static final int PORT = freePort();

  @RegisterExtension
  static final LabExtension LAB = LabExtension.ofNodes(1).mirroring(REGISTRY, PORT);

  @TempDir static Path storage;
  private static Process registry;

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void startRegistryAndPush() throws Exception {
    var config = storage.resolve("config.yml");
    java.nio.file.Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "0.0.0.0:%d"}
        """
            .formatted(storage.resolve("data"), PORT));
    registry =
        new ProcessBuilder(
                "setpriv", "--pdeathsig", "KILL", "docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(storage.resolve("log").toFile())
            .start();
    var target = "%s:%d/demo/box:1".formatted(LAB.lab().spec().gateway(), PORT);
    ctr("images", "tag", BuiltInImages.BUSYBOX, target);
    await("the registry takes the image")
        .atMost(PATIENCE)
        .until(
            () -> {
              ctr("images", "push", "--plain-http", target);
              return true;
            });
    ctr("images", "rm", target);
  }

  private static void ctr(String... words) {
    var all = new ArrayList<>(LAB.lab().host("node-1").enter());
    all.addAll(List.of("ctr", "-a", "/run/containerd/containerd.sock", "-n", "k8s.io"));
    all.addAll(List.of(words));
    Command.run(PATIENCE, "", all);
  }

  @AfterAll
  static void stopRegistry() {
    registry.destroyForcibly();
  }

  @Test
  void anImageIsPulledThroughTheMirrorAndRuns() throws Exception {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("pulled")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage(REGISTRY + "/demo/box:1")
            .withImagePullPolicy("Always")
            .withCommand("sleep", "1000")
            .endContainer()
            .endSpec()
            .build();
    LAB.client().pods().inNamespace("default").resource(pod).create();
    var running =
        await("the pod runs")
            .atMost(PATIENCE)
            .until(
                () -> LAB.client().pods().inNamespace("default").withName("pulled").get(),
                p -> "Running".equals(p.getStatus().getPhase()));
    assertThat(running.getStatus().getContainerStatuses().getFirst().getImageID())
        .startsWith(REGISTRY + "/demo/box@sha256:");
  }
}
