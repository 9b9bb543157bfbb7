package dev.quarterdeck.agent.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Selects and formats log lines and hands them on in blocks. */
final class LogWriter {

  private static final int BLOCK = 32 << 10;

  /** Takes a block; blocks until it is on its way. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] block) throws IOException, InterruptedException;
  }

  private final LogOptions options;
  private final Sink sink;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long bytesLeft;
  private boolean reached;
  private boolean lineBegins = true;

  LogWriter(LogOptions options, Sink sink) {
    this.options = options;
    this.sink = sink;
    this.bytesLeft = options.limitBytes().orElse(Long.MAX_VALUE);
    this.reached = options.since().isEmpty();
  }

  /** Takes a line in; one that is not asked for is dropped. */
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

  /** Lines are in the order of time: once one is late enough, all after it are. */
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

  /** Whether nothing more may be written. */
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
