package dev.quarterdeck.machinery;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.machinery")
        .layer(ROOT)
        .layer("validation", ROOT)
        .layer("schema")
        .layer("schema.build")
        .layer("patch", "schema")
        .layer("apply", "schema")
        .layer("protobuf")
        .layer("protobuf.build")
        .layer("declarative", ROOT, "schema", "validation")
        .layer("pattern")
        .layer("structural", "pattern", "schema", "validation")
        .layer("cel.library", "pattern", "validation")
        .layer("cel", "cel.library", "pattern", "structural")
        .library("dev.cel..", "cel", "cel.library")
        .library("com.google.re2j..", "pattern")
        .library("com.github.benmanes.caffeine..", "pattern")
        .library("com.google.protobuf..", "protobuf", "protobuf.build", "cel", "cel.library")
        .library("io.kubernetes..", "schema.build", "protobuf.build")
        .library("java.nio.file..", "schema.build", "protobuf.build")
        .library("java.net.http..")
        .check();
  }
}
