package dev.quarterdeck.agent.rotate;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotates the logs of running containers: renames a file that is too long, makes the runtime open a
 * new one, and deletes the oldest files.
 */
public final class LogRotation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** The log of a running container. */
  public record Log(String containerId, Path file) {}

  private final CriRuntime runtime;
  private final Supplier<? extends Collection<Log>> logs;
  private final long maxBytes;
  private final int maxFiles;
  private final Time time;
  private final Ticker ticker;

  /**
   * @param maxBytes the length above which a file is rotated
   * @param maxFiles the maximum number of files of one container, at least 2
   */
  public LogRotation(
      CriRuntime runtime,
      Supplier<? extends Collection<Log>> logs,
      long maxBytes,
      int maxFiles,
      Time time) {
    this.runtime = runtime;
    this.logs = logs;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
    this.time = time;
    ticker = new Ticker("log-rotation", PERIOD, time, this::rotateAll);
  }

  /** Starts to rotate logs periodically. */
  public void start() {
    ticker.start();
  }

  /** Rotates all logs that are too long. */
  void rotateAll() {
    for (var log : logs.get()) {
      try {
        if (Files.exists(log.file()) && Files.size(log.file()) > maxBytes) {
          rotate(log);
        }
      } catch (CriFault.Interrupted stopped) {
        throw stopped;
      } catch (IOException | CriFault e) {
        LOG.warn("log not rotated path={} error=\"{}\"", log.file(), e.toString());
      }
    }
  }

  private void rotate(Log log) throws IOException {
    var name = log.file().getFileName().toString();
    for (var old : RotationPlan.toDelete(rotated(log.file()), maxFiles)) {
      Files.deleteIfExists(log.file().resolveSibling(old));
    }
    var rotated = log.file().resolveSibling(RotationPlan.rotatedName(name, time.instant()));
    Files.move(log.file(), rotated);
    try {
      runtime.reopenContainerLog(log.containerId());
    } catch (CriFault fault) {
      // The runtime keeps writing to its open file, which therefore gets its name back.
      if (!Files.exists(log.file())) {
        Files.move(rotated, log.file());
      }
      throw fault;
    }
  }

  private static List<String> rotated(Path log) throws IOException {
    var names = new ArrayList<String>();
    if (Files.isDirectory(log.getParent())) {
      try (var files = Files.newDirectoryStream(log.getParent())) {
        for (var file : files) {
          var name = file.getFileName().toString();
          if (RotationPlan.isRotated(log.getFileName().toString(), name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /** Deletes a log and its rotated files; succeeds when they do not exist. */
  public static void delete(Path log) throws IOException {
    Files.deleteIfExists(log);
    for (var old : rotated(log)) {
      Files.deleteIfExists(log.resolveSibling(old));
    }
  }

  @Override
  public void close() {
    ticker.close();
  }
}
