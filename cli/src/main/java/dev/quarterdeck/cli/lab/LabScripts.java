package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The two shell scripts of a lab, in our jar. */
final class LabScripts {

  private LabScripts() {}

  /** Writes the script into {@code directory}, whole or not at all, and returns its path. */
  static Path unpack(Path directory, String name) throws IOException {
    var target = directory.resolve(name);
    Files.createDirectories(directory);
    try (var in = LabScripts.class.getResourceAsStream(name)) {
      var temporary = Files.createTempFile(directory, name, ".new");
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
    return target;
  }
}
