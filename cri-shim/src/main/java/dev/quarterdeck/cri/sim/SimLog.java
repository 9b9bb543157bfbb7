package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Writes container logs in CRI format: {@code TIME STREAM F LINE}. */
final class SimLog {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

  private SimLog() {}

  /** Appends the text's lines to the log and creates the file if it does not exist. */
  static void write(Path log, Instant at, String text) {
    var lines = new StringBuilder();
    text.lines()
        .forEach(l -> lines.append(TIME.format(at)).append(" stdout F ").append(l).append('\n'));
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(log, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new CriFault.Failed("container log %s: %s".formatted(log, e));
    }
  }
}
