package dev.quarterdeck.agent.stream;

import dev.quarterdeck.model.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads a container's log file and, if asked to, follows it across rotations until the container
 * has exited and its whole log is read. It holds one line and one block in memory.
 */
final class LogReader {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final LogRequest options;
  private final BooleanSupplier running;
  private final LogWriter writer;
  private final Time time;

  /**
   * @param running whether the container may still write
   */
  LogReader(LogRequest options, BooleanSupplier running, LogWriter.Sink sink, Time time) {
    this.options = options;
    this.running = running;
    this.writer = new LogWriter(options, sink);
    this.time = time;
  }

  /**
   * Writes the log to the sink; blocks until all requested lines are written. A missing file counts
   * as empty.
   */
  void read(Path log) throws IOException, InterruptedException {
    var first = awaitFile(log);
    if (first.isEmpty()) {
      return;
    }
    var file = first.get();
    try {
      if (options.tailLines().isPresent()) {
        file.skipToTail(options.tailLines().getAsLong());
      }
      while (!writer.isFull()) {
        // Asked before the read, so that no line written before the container's exit is missed.
        var more = options.follow() && running.getAsBoolean();
        drain(file);
        if (file.rotated()) {
          drain(file);
          file = reopen(file, log);
        } else if (more) {
          writer.flush();
          time.sleep(LOOK_AGAIN);
        } else {
          break;
        }
      }
      writer.flush();
    } finally {
      file.close();
    }
  }

  private Optional<LogFile> awaitFile(Path log) throws IOException, InterruptedException {
    while (true) {
      var mayCome = options.follow() && running.getAsBoolean();
      if (Files.exists(log)) {
        return Optional.of(LogFile.open(log));
      }
      if (!mayCome) {
        return Optional.empty();
      }
      time.sleep(LOOK_AGAIN);
    }
  }

  private static LogFile reopen(LogFile file, Path log) throws IOException {
    try {
      var next = LogFile.open(log);
      file.close();
      return next;
    } catch (NoSuchFileException movedAgain) {
      return file;
    }
  }

  private void drain(LogFile file) throws IOException, InterruptedException {
    for (var line = file.nextLine(); line.isPresent() && !writer.isFull(); line = file.nextLine()) {
      var parsed = LogLine.parse(line.get());
      if (parsed.isPresent()) {
        writer.take(parsed.get());
      }
    }
  }
}
