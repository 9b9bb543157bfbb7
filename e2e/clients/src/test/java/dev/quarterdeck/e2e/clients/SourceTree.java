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
 * A folder in which the commands of READMEs work as in this source tree, with {@code ./qd} for one
 * lab. Files that the commands leave behind are deleted with it.
 */
record SourceTree(Path folder, Qd qd) {

  static SourceTree make(Path folder, Qd qd) throws IOException {
    for (var module : List.of("cli", "proto")) {
      Files.createSymbolicLink(folder.resolve(module), Qd.HOME.resolve(module));
    }
    var command =
        qd.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    var launcher =
        Files.writeString(folder.resolve("qd"), "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SourceTree(folder, qd);
  }

  ShellCommand run(String command) throws IOException {
    return ShellCommand.in(folder, command, environment());
  }

  /** Runs the only command of an example's README in a copy of the example's folder. */
  ShellCommand runExample(String name) throws IOException {
    var original = Qd.HOME.resolve("deploy/examples").resolve(name);
    var copy = Files.createDirectories(folder.resolve("deploy/examples").resolve(name));
    try (Stream<Path> files = Files.list(original)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    var command = new Readme(copy.resolve("README.md")).command("");
    return ShellCommand.in(copy, command, environment());
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(qd.environment());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }
}
