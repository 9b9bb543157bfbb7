package dev.quarterdeck.agent.volume;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses /proc/self/mountinfo. */
final class MountTable {

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /**
   * The mount points at or below {@code folder}, the deepest first; a mount point with two mounts
   * is listed twice.
   *
   * @param mountInfo the file's text
   */
  static List<Path> below(String mountInfo, Path folder) {
    return mountInfo
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > MOUNT_POINT)
        .map(fields -> Path.of(unescape(fields[MOUNT_POINT])))
        .filter(path -> path.startsWith(folder))
        .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
        .toList();
  }

  private static String unescape(String field) {
    return OCTAL
        .matcher(field)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    new String(
                        new byte[] {(byte) Integer.parseInt(match.group(1), 8)},
                        StandardCharsets.ISO_8859_1)));
  }
}
