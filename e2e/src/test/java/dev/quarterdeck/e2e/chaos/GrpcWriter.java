package dev.quarterdeck.e2e.chaos;

import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.Resources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates, updates and deletes one ConfigMap after another until it is closed, and records the
 * acknowledged writes. When a request has no answer, it continues with the next object.
 */
final class GrpcWriter implements AutoCloseable {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration PAUSE_WHILE_DOWN = Duration.ofMillis(50);

  private final Resources<ConfigMap> maps;
  private final Map<String, String> labels;
  private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  GrpcWriter(Resources<ConfigMap> maps, Map<String, String> labels) {
    this.maps = maps;
    this.labels = labels;
    this.thread = Thread.ofVirtual().name("grpc-writer").start(this::write);
  }

  private void write() {
    for (var number = 0; !closed; number++) {
      try {
        createUpdateDelete("written-" + number);
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (CallException down) {
        unanswered.incrementAndGet();
        LockSupport.parkNanos(PAUSE_WHILE_DOWN.toNanos());
      }
    }
  }

  private void createUpdateDelete(String name) {
    var created = maps.create(map(name, "1"));
    acknowledge("ADDED", name, created);
    acknowledge("MODIFIED", name, maps.update(map(name, "2")));
    maps.delete(name);
    acknowledged.add(WatchJournal.line("DELETED", name, ""));
  }

  private void acknowledge(String type, String name, ConfigMap answer) {
    var revision = answer.getMetadata().getResourceVersion();
    acknowledged.add(WatchJournal.line(type, name, revision));
  }

  private ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withLabels(labels)
        .endMetadata()
        .addToData("value", value)
        .build();
  }

  /** The acknowledged writes in their order, in the form of {@link WatchJournal#events}. */
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** How many objects were abandoned because a request had no answer. */
  int unanswered() {
    return unanswered.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
