package dev.quarterdeck.client;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

/** The root package has what opens and sends requests. */
class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.client")
        .layer("pki")
        .layer("stream")
        .layer(ROOT)
        .layer("grpc", ROOT)
        .layer("queue", ROOT)
        .layer("background", ROOT)
        .layer("event", ROOT, "background")
        .layer("informer", ROOT, "background")
        .layer("election", ROOT, "background")
        .layer("reconcile", ROOT, "background", "queue")
        .library("io.grpc..", "grpc")
        .library("dev.quarterdeck.proto..", "grpc")
        .library("io.vertx..", "stream")
        .library("io.netty..", "grpc", "stream")
        .library("org.bouncycastle..", "pki")
        .library("java.security..", "pki")
        .check();
  }
}
