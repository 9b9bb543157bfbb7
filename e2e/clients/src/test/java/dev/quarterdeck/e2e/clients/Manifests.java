package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The manifests beside these classes. */
final class Manifests {

  private Manifests() {}

  static InputStream open(String name) {
    return Manifests.class.getResourceAsStream(name);
  }

  static String text(String name) throws IOException {
    try (var file = open(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
