package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that looks to what is typed there as this source tree does, built and with one lab: what
 * the commands leave behind goes with it.
 */
record SourceTree(Path folder, Qd qd) {

  static SourceTree make(Path folder, Qd qd) throws IOException {
    for (var module : List.of("cli", "proto")) {
      Files.createSymbolicLink(folder.resolve(module), Qd.HOME.resolve(module));
    }
    var words = qd.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    var launcher =
        Files.writeString(folder.resolve("qd"), "#!/bin/sh\nexec " + words + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SourceTree(folder, qd);
  }

  Typed type(String command) throws IOException {
    return Typed.in(folder, command, environment());
  }

  /** Types the one command of an example's README where the README is. */
  Typed typeExample(String name) throws IOException {
    var original = Qd.HOME.resolve("deploy/examples").resolve(name);
    var copy = Files.createDirectories(folder.resolve("deploy/examples").resolve(name));
    try (Stream<Path> files = Files.list(original)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    var command = new Readme(copy.resolve("README.md")).command("");
    return Typed.in(copy, command, environment());
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(qd.environment());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }
}
