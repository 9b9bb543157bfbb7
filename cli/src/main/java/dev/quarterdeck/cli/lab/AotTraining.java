package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.terminal.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;

/**
 * Records the ahead-of-time cache (JEP 483, 514) that later starts of the control plane use: brings
 * up a small simulated lab, uses it a little, and takes it down.
 */
public final class AotTraining {

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
      new LabFolder(base).delete();
    }
  }

  /** What a cluster does first: a Deployment comes up. */
  private static void exercise(Lab lab) throws IOException, InterruptedException {
    var manifest = Distribution.current().home().resolve("deploy/examples/web.yaml");
    try (var client = lab.connect();
        InputStream text = Files.newInputStream(manifest)) {
      for (var item : client.load(text).items()) {
        client.resource(item).inNamespace("default").create();
      }
      Await.until(
          java.time.Duration.ofSeconds(30),
          () ->
              client.pods().inNamespace("default").list().getItems().stream()
                      .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                      .count()
                  >= 4);
    }
  }
}
