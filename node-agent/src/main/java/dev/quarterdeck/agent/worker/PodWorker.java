package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.runtime.PodRecord;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works on one pod. It keeps only the latest desired state; an update that
 * shortens the pod's life interrupts the work in progress.
 */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final Backoff RETRY = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
  private static final Duration MIN_WAIT = Duration.ofMillis(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final WorkerContext context;
  private final PodSync sync;
  private final Runnable onFinished;
  private final Thread thread;
  // whether the runtime must be read again; updates from the API server alone do not need it
  private final AtomicBoolean stale = new AtomicBoolean();
  // what the last relist found of the pod, until the worker has compared it
  private final AtomicReference<PodRecord> listed = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  // guarded by the lock
  private boolean signalled;
  private Pod desired;
  private boolean inApi;
  private boolean busy;
  private boolean closed;

  /**
   * @param inApi false for a pod that only the runtime still has
   * @param fresh whether the runtime is known to hold nothing of the pod
   * @param onFinished called by the worker's thread when nothing is left of the pod
   */
  PodWorker(WorkerContext context, Pod pod, boolean inApi, boolean fresh, Runnable onFinished) {
    this.context = context;
    this.desired = pod;
    this.inApi = inApi;
    this.onFinished = onFinished;
    sync = new PodSync(context, pod, fresh);
    thread = Thread.ofVirtual().name("pod-" + pod.getMetadata().getUid()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Optional<PodView> view() {
    return sync.view();
  }

  ObjectKey key() {
    lock.lock();
    try {
      return ObjectKey.of(desired);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands the worker the pod's latest state.
   *
   * @param present whether the API server still has the pod
   */
  void update(Pod pod, boolean present) {
    lock.lock();
    try {
      var urgent = mustInterrupt(pod, present);
      desired = pod;
      inApi = present;
      if (urgent && busy) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    signal();
  }

  /** Whether the pod now ends, or ends sooner, so that work in progress must not go on. */
  private boolean mustInterrupt(Pod pod, boolean present) {
    var wasEnding = isDeleted(desired) || !inApi;
    var ends = isDeleted(pod) || !present;
    return ends && (!wasEnding || PodSpecs.grace(pod).compareTo(PodSpecs.grace(desired)) < 0);
  }

  private static boolean isDeleted(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Makes the worker read the runtime again: the pod's containers may have changed. */
  void wake() {
    stale.set(true);
    signal();
  }

  /** Hands the worker what a relist found of the pod, which may be its own last change. */
  void listed(PodRecord record) {
    listed.set(record);
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      signalled = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    var failures = 0;
    while (true) {
      try {
        var wakeAt = sync();
        if (wakeAt.isEmpty()) {
          finish();
          return;
        }
        failures = 0;
        if (!awaitSignal(Duration.between(context.time().instant(), wakeAt.get()))) {
          stale.set(true);
        }
        continue;
      } catch (InterruptedException | CriFault.Interrupted e) {
        if (isClosed()) {
          return;
        }
        Thread.interrupted(); // an update interrupted the work
      } catch (CriFault fault) {
        LOG.warn("pod sync failed pod={} error=\"{}\"", key(), fault.getMessage());
        pause(failures++);
      } catch (RuntimeException e) {
        LOG.error("pod sync failed pod={}", key(), e);
        pause(failures++);
      }
      stale.set(true);
      if (isClosed()) {
        return;
      }
    }
  }

  /**
   * Works until the pod needs no action.
   *
   * @return when to sync again; empty once nothing is left of the pod
   */
  private Optional<Instant> sync() throws InterruptedException {
    begin();
    try {
      while (true) {
        var target = takeDesired();
        if (stale.getAndSet(false)) {
          sync.invalidate();
        }
        var record = listed.getAndSet(null);
        if (record != null) {
          sync.compare(record);
        }
        var plan = sync.plan(target.pod, target.inApi);
        sync.perform(plan);
        var decision = plan.decision();
        if (decision.finished()) {
          return Optional.empty();
        }
        if (decision.actions().isEmpty()) {
          var resync = context.time().instant().plus(RESYNC);
          return Optional.of(plan.wakeAt().filter(resync::isAfter).orElse(resync));
        }
      }
    } finally {
      end();
    }
  }

  /** The pod's desired state. */
  private record Desired(Pod pod, boolean inApi) {}

  private Desired takeDesired() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      signalled = false;
      return new Desired(desired, inApi);
    } finally {
      lock.unlock();
    }
  }

  private void begin() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      busy = true;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      busy = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a signal; false when {@code limit} passed first. */
  private boolean awaitSignal(Duration limit) throws InterruptedException {
    var deadline = context.time().instant().plus(limit.compareTo(MIN_WAIT) > 0 ? limit : MIN_WAIT);
    lock.lockInterruptibly();
    try {
      while (!signalled) {
        var left = Duration.between(context.time().instant(), deadline);
        if (!context.time().await(lock, woken, left) && !signalled) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void pause(int failures) {
    try {
      awaitSignal(RETRY.after(failures));
    } catch (InterruptedException e) {
      if (isClosed()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void finish() {
    sync.close();
    onFinished.run();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the worker to stop; the pod's containers keep running. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  /** Waits until the closed worker has stopped. */
  void join() throws InterruptedException {
    if (!thread.join(STOP_LIMIT)) {
      LOG.warn("pod worker did not stop in time pod={}", key());
    }
    sync.close();
  }
}
