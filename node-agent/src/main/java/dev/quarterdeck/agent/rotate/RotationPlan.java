package dev.quarterdeck.agent.rotate;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Decides which of a container's older log files go when another one is put aside. */
final class RotationPlan {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private RotationPlan() {}

  /** The name a log is put aside under: names sort by age. */
  static String aside(String log, Instant at) {
    return log + "." + STAMP.format(at);
  }

  /** Whether {@code name} is a file {@link #aside put aside} of {@code log}. */
  static boolean isAside(String log, String name) {
    return name.startsWith(log + ".");
  }

  /**
   * @param aside names of what was put aside before
   * @param files how many files a container may have, the one being written included
   */
  static List<String> surplus(List<String> aside, int files) {
    var keep = Math.max(0, files - 2);
    var sorted = aside.stream().sorted().toList();
    return sorted.subList(0, Math.max(0, sorted.size() - keep));
  }
}
