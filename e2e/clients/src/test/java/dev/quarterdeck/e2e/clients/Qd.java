package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code qd} that this build has made, for one lab. It is not started by the launcher script,
 * which would look for changes to build first.
 *
 * @param base where the lab keeps its files
 */
record Qd(Path base, String lab) {

  static final Path HOME = Path.of(System.getProperty("qd.home"));

  Path kubeconfig() {
    return base.resolve("labs").resolve(lab).resolve("admin.kubeconfig");
  }

  /** The environment variables that select this lab. */
  Map<String, String> environment() {
    return Map.of("QD_LAB", lab, "QD_DIR", base.toString());
  }

  /** The beginning of its command line. */
  List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dqd.home=" + HOME,
        "-cp",
        classPath(),
        "dev.quarterdeck.cli.Qd");
  }

  private static String classPath() {
    var target = HOME.resolve("cli/target");
    try (Stream<Path> own = Files.list(target);
        Stream<Path> others = Files.list(target.resolve("lib"))) {
      return Stream.concat(own, others)
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
