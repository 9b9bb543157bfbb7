package dev.quarterdeck.client.reconcile;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the keys of a queue to a reconciler on a few virtual threads. After a failure, which is
 * logged, the key comes back after its back-off; so it does after a conflict (409), which is no
 * failure.
 */
public final class ReconcileLoop<K> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final Time time;
  private final Timer duration;
  private final Counter errors;
  private final List<Background> workers;

  /**
   * @param name of the controller, in logs and metrics
   * @param workers how many keys may be in work at once, at least 1
   */
  public ReconcileLoop(
      String name,
      WorkQueue<K> queue,
      int workers,
      Reconciler<K> reconciler,
      Time time,
      MeterRegistry registry) {
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
    this.time = time;
    duration =
        Timer.builder("controller_runtime_reconcile_time_seconds")
            .tag("controller", name)
            .register(registry);
    errors =
        Counter.builder("controller_runtime_reconcile_errors_total")
            .tag("controller", name)
            .register(registry);
    this.workers =
        IntStream.range(0, workers)
            .mapToObj(i -> new Background(name + "-" + i, time, this::work))
            .toList();
  }

  public ReconcileLoop<K> start() {
    workers.forEach(Background::start);
    return this;
  }

  /** Why a worker waits to be run again; empty when none does. Failed keys are not counted. */
  public Optional<Throwable> failure() {
    return workers.stream().flatMap(worker -> worker.failure().stream()).findFirst();
  }

  /** Closes the queue, interrupts what runs and waits a few seconds at most for it to end. */
  @Override
  public void close() {
    queue.close();
    Background.closeAll(workers);
  }

  private void work() throws InterruptedException {
    for (var key = queue.take(); key.isPresent(); key = queue.take()) {
      reconcile(key.get());
    }
  }

  private void reconcile(K key) {
    var start = time.nanos();
    try {
      var result = reconciler.reconcile(key);
      queue.forget(key);
      if (result instanceof Result.RequeueAfter(var delay)) {
        queue.addAfter(key, delay);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      failed(key, e);
    } finally {
      queue.done(key);
      duration.record(time.nanos() - start, TimeUnit.NANOSECONDS);
    }
  }

  private void failed(K key, Throwable e) {
    if (Thread.currentThread().isInterrupted()) {
      return; // The failure is our own stopping.
    }
    queue.addRateLimited(key);
    if (e instanceof KubernetesClientException answer && answer.getCode() == 409) {
      LOG.debug("conflict controller={} key={}", name, key);
      return;
    }
    errors.increment();
    if (e instanceof KubernetesClientException failure) {
      LOG.warn(
          "reconcile failed controller={} key={} error=\"{}\"",
          name,
          key,
          ApiClient.reason(failure));
    } else {
      LOG.error("reconcile failed controller={} key={}", name, key, e);
    }
  }
}
