package dev.quarterdeck.dns;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** What a name means is decided in {@code zone}, without a socket or a clock at hand. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.dns")
        .layer("zone")
        .layer("wire")
        .layer("forward", "wire")
        .layer("server", "forward", "wire", "zone")
        .layer(ROOT, "forward", "server", "zone")
        .library("java.net..", ROOT, "forward", "server", "wire")
        .library("java.util.concurrent..", "forward", "server")
        .library("java.util.random..", "forward")
        .library("org.slf4j..", ROOT, "forward", "server")
        .library("io.micrometer..", ROOT, "forward", "server")
        .library("io.vertx..")
        .check();
  }
}
