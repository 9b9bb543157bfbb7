package dev.quarterdeck.e2e.chaos;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates ConfigMaps from several clients at once. Each name is tried once, so that a create counts
 * as acknowledged only if it was answered; an object whose create had no answer may or may not
 * exist.
 */
final class Writers implements AutoCloseable {

  private final KubernetesClient client;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Writers(KubernetesClient client, int count) {
    this.client = client;
    for (var i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().start(this::write));
    }
  }

  private void write() {
    while (!stopped) {
      var name = "cargo-" + next.incrementAndGet();
      try {
        client
            .configMaps()
            .inNamespace("default")
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .addToData("name", name)
                    .build())
            .create();
        acknowledged.add(name);
      } catch (KubernetesClientException e) {
        failures.incrementAndGet();
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  int failureCount() {
    return failures.get();
  }

  /** The names of objects whose create succeeded. */
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (var thread : threads) {
      thread.join(Duration.ofSeconds(60));
    }
  }
}
