package dev.quarterdeck.agent.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Selects and formats log lines and passes them to a sink in blocks. */
final class LogWriter {

  private static final int BLOCK = 32 << 10;

  /** Takes a block; waits until the block is sent. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] block) throws IOException, InterruptedException;
  }

  private final LogRequest options;
  private final Sink sink;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long bytesLeft;
  private boolean reached;
  private boolean lineBegins = true;

  LogWriter(LogRequest options, Sink sink) {
    this.options = options;
    this.sink = sink;
    this.bytesLeft = options.limitBytes().orElse(Long.MAX_VALUE);
    this.reached = options.since().isEmpty();
  }

  /** Takes a line and drops it unless the options select it. */
  void take(LogLine line) throws IOException, InterruptedException {
    var wrongStream = options.stream().isPresent() && !options.stream().get().equals(line.stream());
    if (wrongStream || !isReached(line)) {
      return;
    }
    if (options.timestamps() && lineBegins) {
      append((line.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
    }
    append(line.text());
    lineBegins = !line.partial();
    if (waiting.size() >= BLOCK) {
      flush();
    }
  }

  /**
   * Whether the line is not before {@code since}. All lines after such a line are not before it
   * either.
   */
  private boolean isReached(LogLine line) {
    if (!reached) {
      reached = !instant(line.timestamp()).isBefore(options.since().orElse(Instant.MIN));
    }
    return reached;
  }

  private static Instant instant(String timestamp) {
    try {
      return OffsetDateTime.parse(timestamp).toInstant();
    } catch (DateTimeException e) {
      return Instant.MAX; // better shown than lost
    }
  }

  private void append(byte[] text) {
    var length = (int) Math.min(bytesLeft, text.length);
    waiting.write(text, 0, length);
    bytesLeft -= length;
  }

  /** Whether the limit of bytes is reached. */
  boolean isFull() {
    return bytesLeft == 0;
  }

  void flush() throws IOException, InterruptedException {
    if (waiting.size() > 0) {
      var block = waiting.toByteArray();
      waiting.reset();
      sink.write(block);
    }
  }
}
