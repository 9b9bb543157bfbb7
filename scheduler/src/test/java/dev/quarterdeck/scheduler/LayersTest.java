package dev.quarterdeck.scheduler;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** Only the root package and those that write to the API server know a client or a thread. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.scheduler")
        .layer("snapshot")
        .layer("framework", "snapshot")
        .layer("queue", "framework", "snapshot")
        .layer("permit", "framework", "snapshot")
        .layer("bind", "framework", "snapshot")
        .layer("profile", "framework", "queue", "snapshot")
        .layer("plugins", "framework", "profile", "snapshot")
        .layer("placement", "framework", "profile", "snapshot")
        .layer(
            ROOT,
            "snapshot",
            "framework",
            "queue",
            "permit",
            "bind",
            "profile",
            "plugins",
            "placement")
        .library("io.fabric8.kubernetes.client..", "bind", ROOT)
        .library("dev.quarterdeck.client..", "queue", "bind", ROOT)
        .library("io.micrometer..", ROOT)
        .library("org.slf4j..", "profile", "bind", ROOT)
        .library("java.io..")
        .library("java.net..")
        .check();
  }
}
