package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.terminal.Progress;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/**
 * Records the ahead-of-time cache (JEP 483, 514) that later starts of the control plane use: brings
 * up a small simulated lab, uses it a little, and takes it down.
 */
public final class AotTraining {

  private static final int ROUNDS = 15;
  private static final int REPLICAS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private AotTraining() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var base = Files.createTempDirectory("qd-aot");
    var spec =
        new LabPlanner(base)
            .plan("training", 1, true, null, null, LabSpec.Binaries.ofDebian(), Map.of());
    var folder = LabFolder.of(base, spec.name());
    var lab = Lab.create(spec, folder, Distribution.current().training());
    try {
      lab.up(base.resolve("images"), Progress.onStandardError());
      exercise(lab);
    } finally {
      lab.down();
      Folders.delete(base);
    }
  }

  /**
   * Creates and deletes Deployments, often enough for the profiles in the cache to tell which
   * methods to compile first.
   */
  private static void exercise(Lab lab) throws IOException, InterruptedException {
    var manifest = Distribution.current().home().resolve("deploy/examples/web.yaml");
    try (var client = lab.connect()) {
      for (var round = 0; round < ROUNDS; round++) {
        var namespace = "round-" + round;
        client
            .resource(
                new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
            .create();
        try (InputStream text = Files.newInputStream(manifest)) {
          client
              .load(text)
              .items()
              .forEach(item -> client.resource(item).inNamespace(namespace).create());
        }
        Await.until(LIMIT, () -> running(client, namespace) >= REPLICAS);
        client.namespaces().withName(namespace).delete();
      }
    }
  }

  private static long running(KubernetesClient client, String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
        .count();
  }
}
