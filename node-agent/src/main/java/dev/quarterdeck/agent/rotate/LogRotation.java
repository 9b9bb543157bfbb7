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
 * Keeps containers' logs from filling the disk: a file that has grown too long is put aside and the
 * runtime told to begin another; the oldest go.
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
   * @param maxBytes a longer file is put aside
   * @param maxFiles a container's files in all, at least 2
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

  public void start() {
    ticker.start();
  }

  /** Looks at every log once. */
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
    for (var old : RotationPlan.surplus(aside(log.file()), maxFiles)) {
      Files.deleteIfExists(log.file().resolveSibling(old));
    }
    var aside = log.file().resolveSibling(RotationPlan.aside(name, time.instant()));
    Files.move(log.file(), aside);
    try {
      runtime.reopenContainerLog(log.containerId());
    } catch (CriFault fault) {
      // The runtime goes on writing to the file it has open: give that its name back.
      if (!Files.exists(log.file())) {
        Files.move(aside, log.file());
      }
      throw fault;
    }
  }

  private static List<String> aside(Path log) throws IOException {
    var names = new ArrayList<String>();
    if (Files.isDirectory(log.getParent())) {
      try (var files = Files.newDirectoryStream(log.getParent())) {
        for (var file : files) {
          var name = file.getFileName().toString();
          if (RotationPlan.isAside(log.getFileName().toString(), name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /** Deletes a log with all that was put aside of it; nothing there is fine. */
  public static void delete(Path log) throws IOException {
    Files.deleteIfExists(log);
    for (var old : aside(log)) {
      Files.deleteIfExists(log.resolveSibling(old));
    }
  }

  @Override
  public void close() {
    ticker.close();
  }
}
