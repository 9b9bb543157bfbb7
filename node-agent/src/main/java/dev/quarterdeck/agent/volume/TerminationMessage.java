package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.stream.LogLine;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;

/** Reads the termination message of an exited container. */
final class TerminationMessage {

  private static final int MAX_BYTES = 4096;
  private static final int MAX_LOG_BYTES = 2048;
  private static final int MAX_LOG_LINES = 80;

  private TerminationMessage() {}

  static String of(Path file, Container container, int exitCode, Path log) throws IOException {
    var message = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? tail(file, MAX_BYTES) : "";
    var fallBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    if (!message.isEmpty() || exitCode == 0 || !fallBack || !Files.exists(log)) {
      return message;
    }
    return lastLines(log);
  }

  /** The text of a log's last lines. */
  private static String lastLines(Path log) throws IOException {
    // The CRI prefix is at most as long as a short line; partial lines have 16 KiB.
    var raw = tail(log, 4 * MAX_LOG_BYTES + (16 << 10));
    var lines = new ArrayDeque<String>();
    for (var line : raw.split("(?<=\n)")) {
      LogLine.parse(line.getBytes(StandardCharsets.UTF_8))
          .ifPresent(parsed -> lines.add(new String(parsed.text(), StandardCharsets.UTF_8)));
    }
    while (lines.size() > MAX_LOG_LINES) {
      lines.removeFirst();
    }
    var bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
    var from = Math.max(0, bytes.length - MAX_LOG_BYTES);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private static String tail(Path file, int limit) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      var size = channel.size();
      var bytes = ByteBuffer.allocate((int) Math.min(size, limit));
      channel.position(size - bytes.capacity());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }
}
