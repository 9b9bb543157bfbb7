package dev.quarterdeck.apiserver.discovery;

import dev.quarterdeck.model.Json;

/**
 * What the server says about itself.
 *
 * @param address host:port under which clients reach it
 * @param gitVersion such as {@code v1.36.0+quarterdeck.0.1.0}
 * @param gitCommit full hash, may be empty
 * @param buildDate RFC 3339
 */
public record ServerFacts(String address, String gitVersion, String gitCommit, String buildDate) {

  /** The Kubernetes minor version whose API this is. */
  static final String MINOR = "36";

  /** The {@code /version} document. */
  Document version() {
    var runtime = Runtime.version();
    var version =
        Json.object()
            .put("major", "1")
            .put("minor", MINOR)
            .put("emulationMajor", "1")
            .put("emulationMinor", MINOR)
            .put("minCompatibilityMajor", "1")
            .put("minCompatibilityMinor", "35")
            .put("gitVersion", gitVersion)
            .put("gitCommit", gitCommit)
            .put("gitTreeState", "clean")
            .put("buildDate", buildDate)
            .put("goVersion", "java" + runtime.feature())
            .put("compiler", "javac")
            .put("platform", "linux/" + architecture(System.getProperty("os.arch")));
    return Document.of(Json.write(version), "application/json");
  }

  private static String architecture(String javaName) {
    return switch (javaName) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> javaName;
    };
  }
}
