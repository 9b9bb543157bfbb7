package dev.quarterdeck.customkinds;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.customkinds")
        .layer("jsonpath")
        .layer("conversion")
        .layer("definition", "jsonpath")
        .layer(ROOT, "conversion", "definition", "jsonpath")
        .library("dev.cel..")
        .library("java.util.concurrent..")
        .library("java.net.http..")
        .library("org.slf4j..", ROOT)
        .check();
  }
}
