package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The two shell scripts of a lab, unpacked from our jar into its folder. */
final class LabScripts {

  private LabScripts() {}

  static Path unpack(LabFolder folder, String name) throws IOException {
    var target = folder.root().resolve(name);
    if (!Files.exists(target)) {
      Files.createDirectories(folder.root());
      try (var in = LabScripts.class.getResourceAsStream(name)) {
        var temporary = Files.createTempFile(folder.root(), name, ".new");
        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return target;
  }
}
