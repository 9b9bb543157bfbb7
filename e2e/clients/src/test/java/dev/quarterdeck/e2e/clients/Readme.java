package dev.quarterdeck.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands in a README. */
record Readme(Path file) {

  private static final String INDENT = " ".repeat(4);
  private static final String CONTINUED = " ".repeat(6);

  /** The lines that are indented by four spaces, each with the more indented lines that follow. */
  List<String> commands() throws IOException {
    var commands = new ArrayList<String>();
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith(CONTINUED)) {
        commands.addLast(commands.removeLast() + "\n" + line);
      } else if (line.startsWith(INDENT)) {
        commands.add(line.strip());
      }
    }
    return commands;
  }

  /** The only command that begins with these words. */
  String command(String beginning) throws IOException {
    var all = commands().stream().filter(command -> command.startsWith(beginning)).toList();
    if (all.size() != 1) {
      throw new IllegalStateException(
          "%s has %d commands like: %s".formatted(file, all.size(), beginning));
    }
    return all.getFirst();
  }
}
