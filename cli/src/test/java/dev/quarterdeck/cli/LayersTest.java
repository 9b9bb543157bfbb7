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
        .layer("lab", "process", "terminal", "image")
        .layer(ROOT, "process", "terminal", "image", "lab")
        .library("com.google.cloud.tools.jib..", "image")
        .library("me.tongfei..", "terminal")
        .library("picocli..", "terminal", ROOT)
        .library("dev.quarterdeck.client.grpc..", ROOT)
        .check();
  }
}
