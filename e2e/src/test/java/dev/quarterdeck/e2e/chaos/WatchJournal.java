package dev.quarterdeck.e2e.chaos;

import dev.quarterdeck.client.grpc.ObjectEvent;
import dev.quarterdeck.client.grpc.ObjectWatch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Records the events of one watch, on a thread of its own, until it is closed. */
final class WatchJournal implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final ObjectWatch<ConfigMap> watch;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
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
          case ObjectEvent.Added<ConfigMap>(var object) -> record("ADDED", object);
          case ObjectEvent.Modified<ConfigMap>(var object) -> record("MODIFIED", object);
          case ObjectEvent.Deleted<ConfigMap>(var object) -> record("DELETED", object);
          case ObjectEvent.Synced<ConfigMap> _ -> {}
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void record(String type, ConfigMap object) {
    var revision = object.getMetadata().getResourceVersion();
    events.add(line(type, object.getMetadata().getName(), type.equals("DELETED") ? "" : revision));
    revisions.add(Long.parseLong(revision));
  }

  /**
   * An event in one line. The revision of a deletion is left out, since only the watch knows it.
   */
  static String line(String type, String name, String revision) {
    return type + " " + name + (revision.isEmpty() ? "" : "@" + revision);
  }

  /**
   * Whether this event has arrived.
   *
   * @throws IllegalStateException when the watch has ended by itself
   */
  boolean hasSeen(String line) {
    var ended = failure.get();
    if (ended != null) {
      throw new IllegalStateException("the watch ended after " + events.size() + " events", ended);
    }
    return events.contains(line);
  }

  /** The events in the order they arrived. */
  List<String> events() {
    return List.copyOf(events);
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
