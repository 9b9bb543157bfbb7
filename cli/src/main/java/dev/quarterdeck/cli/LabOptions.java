package dev.quarterdeck.cli;

import dev.quarterdeck.cli.lab.Distribution;
import dev.quarterdeck.cli.lab.Folders;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.lab.LabFolder;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command that is about one lab; its subcommands take them, too. */
final class LabOptions {

  @Option(
      names = "--lab",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      defaultValue = "${env:QD_LAB:-main}",
      description = "Which lab, several can live side by side (default: $QD_LAB or main).")
  String name;

  @Option(
      names = "--dir",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = "${env:QD_DIR}",
      description =
          "Where labs keep their files (default: $QD_DIR, or /var/lib/quarterdeck for"
              + " root, ~/.local/share/quarterdeck for others).")
  Path base;

  Path base() {
    if (base != null) {
      return base;
    }
    return isRoot()
        ? Path.of("/var/lib/quarterdeck")
        : Path.of(System.getProperty("user.home"), ".local/share/quarterdeck");
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  LabFolder folder() {
    return LabFolder.of(base(), name);
  }

  Lab open() {
    return Lab.open(folder(), Distribution.current());
  }

  /** Built-in images are the same for all labs. */
  Path images() {
    return base().resolve("images");
  }

  /** Deletes what labs share when there is none any more. */
  void deleteUnused() throws IOException {
    if (LabFolder.all(base()).isEmpty()) {
      Folders.delete(images());
    }
  }
}
