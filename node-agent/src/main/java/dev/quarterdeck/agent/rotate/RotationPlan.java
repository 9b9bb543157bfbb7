package dev.quarterdeck.agent.rotate;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Names rotated log files and decides which of them to delete. */
final class RotationPlan {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private RotationPlan() {}

  /** The name of a log rotated at a moment. The order of the names is that of the moments. */
  static String rotatedName(String log, Instant at) {
    return log + "." + STAMP.format(at);
  }

  /** Whether {@code name} is a rotated file of {@code log}. */
  static boolean isRotated(String log, String name) {
    return name.startsWith(log + ".");
  }

  /**
   * The rotated files to delete before the next rotation.
   *
   * @param rotated the names of all rotated files
   * @param files the maximum number of files, including the one being written
   */
  static List<String> toDelete(List<String> rotated, int files) {
    var keep = Math.max(0, files - 2);
    var sorted = rotated.stream().sorted().toList();
    return sorted.subList(0, Math.max(0, sorted.size() - keep));
  }
}
