package dev.quarterdeck.apiserver.audit;

import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps who asked for what. */
@FunctionalInterface
public interface AuditLog {

  /** Keeps nothing, as Kubernetes does unless told otherwise. */
  AuditLog NONE = event -> {};

  /** Called on the request's thread, or on another that may block; never throws. */
  void record(AuditEvent event);

  /**
   * Appends a line of JSON per event.
   *
   * @throws UncheckedIOException when the file cannot be opened
   */
  static AuditLog to(Path file) {
    try {
      var out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new Lines(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the audit log " + file, e);
    }
  }

  /** See {@link #to}. */
  final class Lines implements AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Path file;
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    private Lines(Path file, OutputStream out) {
      this.file = file;
      this.out = out;
    }

    @Override
    public void record(AuditEvent event) {
      var json = Json.write(event.toJson());
      var line = java.util.Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      lock.lock();
      try {
        out.write(line);
      } catch (IOException e) {
        LOG.error("could not write the audit log file={} audit={}", file, event.auditId(), e);
      } finally {
        lock.unlock();
      }
    }
  }
}
