package dev.quarterdeck.cri;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** The client of a container runtime does not know the simulated one. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.cri")
        .layer(ROOT)
        .layer("sim", ROOT)
        .library("io.micrometer..", ROOT)
        .library("dev.quarterdeck.model..", "sim")
        .library("java.security..", "sim")
        .check();
  }
}
