package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.bind.Binder;
import dev.quarterdeck.scheduler.bind.PodCondition;
import dev.quarterdeck.scheduler.placement.Decision;
import dev.quarterdeck.scheduler.placement.Diagnosis;
import dev.quarterdeck.scheduler.placement.PlacementPlan;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.queue.QueuedPod;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries one pod after the other: decide, assume, bind in the background. */
final class SchedulingLoop {

  private static final Logger LOG = LoggerFactory.getLogger(SchedulingLoop.class);
  private static final Duration SYNC_REMINDER = Duration.ofSeconds(30);

  /** Waits until the cluster is known. */
  interface Sync {
    boolean await(Duration limit) throws InterruptedException;
  }

  private final SchedulingQueue queue;
  private final ClusterState cluster;
  private final EventRecorder events;
  private final SchedulerMetrics metrics;
  private final InstantSource clock;
  private final Function<ObjectKey, Optional<Pod>> latest;
  private final PlacementPlan plan;
  private final Preemption preemption = Preemption.NEVER;
  private final Binder binder;
  private final PodCondition conditions;
  private final Semaphore permits;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final RandomGenerator random;
  private Thread thread;
  private int start;

  SchedulingLoop(
      KubernetesClient client,
      SchedulerConfig config,
      SchedulingQueue queue,
      ClusterState cluster,
      EventRecorder events,
      SchedulerMetrics metrics,
      InstantSource clock,
      RandomGenerator random,
      Function<ObjectKey, Optional<Pod>> latest) {
    this.queue = queue;
    this.cluster = cluster;
    this.events = events;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
    this.latest = latest;
    plan = Rules.plan(config.percentageOfNodesToScore());
    binder = new Binder(client);
    conditions = new PodCondition(client);
    permits = new Semaphore(config.concurrentBinds());
  }

  /** Deciding is computing, not waiting, so it gets a thread of the platform's own. */
  void start(Sync sync) {
    thread = Thread.ofPlatform().daemon().name("scheduler").start(() -> run(sync));
  }

  void close(Duration limit) {
    queue.close();
    background.shutdown();
    try {
      if (thread != null) {
        thread.interrupt();
        thread.join(limit);
      }
      if (!background.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      background.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void run(Sync sync) {
    try {
      while (!sync.await(SYNC_REMINDER)) {
        LOG.info("waiting for the first list of nodes and pods");
      }
      LOG.info("scheduling nodes={}", cluster.snapshot().nodes().size());
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        attempt(next.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(QueuedPod queued) throws InterruptedException {
    var began = clock.instant();
    try {
      var snapshot = cluster.snapshot();
      switch (plan.decide(queued.pod(), snapshot, start, random)) {
        case Decision.Placed placed -> {
          metrics.decided(Duration.between(began, clock.instant()));
          start += placed.evaluated();
          bind(queued, placed.node(), began);
        }
        case Decision.Unplaceable(var diagnosis) -> {
          metrics.decided(Duration.between(began, clock.instant()));
          refuse(queued, diagnosis, snapshot, began);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("scheduling failed pod={}", queued.pod().key(), e);
      metrics.attempted("error", Duration.between(began, clock.instant()));
      giveBack(queued);
    }
  }

  /** Frees the place that was held, for others too, and tries the pod again later. */
  private void giveBack(QueuedPod queued) {
    cluster.forget(queued.pod());
    queue.retry(queued);
    queue.wake(EnumSet.of(ClusterEvent.POD_FREED));
  }

  private void bind(QueuedPod queued, String node, Instant began) throws InterruptedException {
    if (cluster.assume(queued.pod(), node)) {
      inBackground(() -> tryBind(queued, node, began));
    } else {
      queue.done(queued);
    }
  }

  private void tryBind(QueuedPod queued, String node, Instant began) {
    var pod = queued.pod();
    var outcome = binder.bind(pod, node);
    var took = Duration.between(began, clock.instant());
    switch (outcome) {
      case Binder.Outcome.Bound _ -> {
        metrics.attempted("scheduled", took);
        metrics.bound(queued, clock.instant());
        queue.done(queued);
        LOG.info("bound pod={} node={}", pod.key(), node);
        events.record(
            Binder.reference(pod),
            EventRecorder.NORMAL,
            "Scheduled",
            "Successfully assigned %s to %s".formatted(pod.key(), node));
      }
      case Binder.Outcome.Moot(var why) -> {
        LOG.info("not bound pod={} node={} because=\"{}\"", pod.key(), node, why);
        metrics.attempted("error", took);
        giveBack(queued); // If the pod is gone or placed, the watch removes it before its turn.
      }
      case Binder.Outcome.Failed(var why) -> {
        LOG.warn("binding failed pod={} node={} because=\"{}\"", pod.key(), node, why);
        metrics.attempted("error", took);
        giveBack(queued);
      }
    }
  }

  private void refuse(QueuedPod queued, Diagnosis diagnosis, Snapshot snapshot, Instant began)
      throws InterruptedException {
    var pod = queued.pod();
    var message =
        diagnosis.nodes() == 0
            ? diagnosis.summary()
            : diagnosis.summary() + " preemption: " + preemption.consider(pod, snapshot, diagnosis);
    metrics.attempted("unschedulable", Duration.between(began, clock.instant()));
    metrics.unschedulable(diagnosis);
    queue.park(queued, diagnosis.wakers());
    events.record(Binder.reference(pod), EventRecorder.WARNING, "FailedScheduling", message);
    if (!PodCondition.says(latest.apply(pod.key()), message)) {
      inBackground(() -> tell(queued, message));
    }
  }

  private void tell(QueuedPod queued, String message) {
    var pod = queued.pod();
    conditions
        .write(pod, "Unschedulable", message, clock.instant())
        .ifPresent(why -> LOG.warn("condition not written pod={} because=\"{}\"", pod.key(), why));
  }

  /** Waits for a free slot, so that a slow API server slows deciding rather than piling up. */
  private void inBackground(Runnable work) throws InterruptedException {
    permits.acquire();
    try {
      background.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("background work failed", e);
            } finally {
              permits.release();
            }
          });
    } catch (RejectedExecutionException closing) {
      permits.release();
      throw new InterruptedException("closing");
    }
  }
}
