package dev.quarterdeck.cli;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** The root package has the commands. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.cli")
        .layer("process")
        .layer("terminal")
        .layer("image", "process")
        .layer("machine")
        .layer("lab", "process", "terminal", "image", "machine")
        .layer(ROOT, "process", "terminal", "image", "lab")
        .library("com.google.cloud.tools.jib..", "image")
        .library("me.tongfei..", "terminal")
        .library("picocli..", "terminal", "machine", ROOT)
        .library("dev.quarterdeck.agent..", "machine")
        .library("dev.quarterdeck.client.grpc..", ROOT)
        .check();
  }
}
