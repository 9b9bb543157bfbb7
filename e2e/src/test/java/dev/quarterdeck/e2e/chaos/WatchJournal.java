package dev.quarterdeck.e2e.chaos;

import dev.quarterdeck.client.grpc.ObjectEvent;
import dev.quarterdeck.client.grpc.ObjectWatch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What one watch tells, kept by a thread of its own until it is closed. */
final class WatchJournal implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final ObjectWatch<ConfigMap> watch;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> revisions = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final Thread reader;

  /**
   * @param watch of a collection that is empty at first
   */
  WatchJournal(ObjectWatch<ConfigMap> watch) {
    this.watch = watch;
    this.reader = Thread.ofVirtual().name("watch-journal").start(this::read);
  }

  private void read() {
    try {
      while (watch.hasNext()) {
        switch (watch.next()) {
          case ObjectEvent.Added<ConfigMap>(var object) -> keep("ADDED", object);
          case ObjectEvent.Modified<ConfigMap>(var object) -> keep("MODIFIED", object);
          case ObjectEvent.Deleted<ConfigMap>(var object) -> keep("DELETED", object);
          case ObjectEvent.Synced<ConfigMap> _ -> {}
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void keep(String type, ConfigMap object) {
    var revision = object.getMetadata().getResourceVersion();
    told.add(line(type, object.getMetadata().getName(), type.equals("DELETED") ? "" : revision));
    revisions.add(Long.parseLong(revision));
  }

  /** A deletion's revision is known to the watch alone, so it is left out. */
  static String line(String type, String name, String revision) {
    return type + " " + name + (revision.isEmpty() ? "" : "@" + revision);
  }

  /**
   * Whether this event has come.
   *
   * @throws IllegalStateException when the watch has ended by itself
   */
  boolean hasTold(String line) {
    var ended = failure.get();
    if (ended != null) {
      throw new IllegalStateException("the watch ended after " + told.size() + " events", ended);
    }
    return told.contains(line);
  }

  /** In the order they came. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** The revision of each event. */
  List<Long> revisions() {
    return List.copyOf(revisions);
  }

  @Override
  public void close() {
    watch.close();
    try {
      reader.join(STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
