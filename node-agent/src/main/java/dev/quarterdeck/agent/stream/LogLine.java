package dev.quarterdeck.agent.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A line of a log file in CRI format: {@code TIMESTAMP STREAM TAGS TEXT}.
 *
 * @param timestamp the text of the time: RFC 3339 with nanoseconds
 * @param stream {@code stdout} or {@code stderr}
 * @param partial whether the container's line continues in the next entry
 * @param text what the container wrote, with its newline unless partial
 */
public record LogLine(String timestamp, String stream, boolean partial, byte[] text) {

  /**
   * Parses a line.
   *
   * @param line the line with its newline
   * @return empty when the line is not in CRI format
   */
  public static Optional<LogLine> parse(byte[] line) {
    var timestampEnd = indexOf(line, ' ', 0);
    var streamEnd = timestampEnd < 0 ? -1 : indexOf(line, ' ', timestampEnd + 1);
    if (streamEnd < 0) {
      return Optional.empty();
    }
    var tagsEnd = indexOf(line, ' ', streamEnd + 1);
    var textStart = tagsEnd < 0 ? line.length : tagsEnd + 1;
    var stream = text(line, timestampEnd + 1, streamEnd);
    var tags = text(line, streamEnd + 1, tagsEnd < 0 ? line.length : tagsEnd).strip();
    if (!stream.equals("stdout") && !stream.equals("stderr")) {
      return Optional.empty();
    }
    var partial = tags.equals("P") || tags.startsWith("P:");
    if (!partial && !tags.equals("F") && !tags.startsWith("F:")) {
      return Optional.empty();
    }
    var end = partial && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
    var content =
        tagsEnd < 0
            ? (partial ? new byte[0] : new byte[] {'\n'})
            : Arrays.copyOfRange(line, textStart, Math.max(textStart, end));
    return Optional.of(new LogLine(text(line, 0, timestampEnd), stream, partial, content));
  }

  private static int indexOf(byte[] line, char wanted, int from) {
    for (var i = from; i < line.length; i++) {
      if (line[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogLine(var t, var s, var p, var bytes)
        && t.equals(timestamp)
        && s.equals(stream)
        && p == partial
        && Arrays.equals(bytes, text);
  }

  @Override
  public int hashCode() {
    return 31 * timestamp.hashCode() + Arrays.hashCode(text);
  }
}
