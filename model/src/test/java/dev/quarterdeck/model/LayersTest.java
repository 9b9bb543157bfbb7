package dev.quarterdeck.model;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** Values and rules on them: only {@code time} waits, and nothing here reads or writes. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.model")
        .layer("net")
        .layer("time")
        .layer("batch")
        .layer("cron", "time")
        .layer(ROOT)
        .layer("scheduling", ROOT)
        .library("java.net..", "net")
        .library("java.util.concurrent..", "time")
        .library("com.fasterxml.jackson..", ROOT)
        .library("com.google.common..", "net")
        .library("io.fabric8..", ROOT, "scheduling")
        .library("org.slf4j..")
        .check();
  }
}
