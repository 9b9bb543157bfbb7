package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.runtime.Sighting;
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
 * The one thread that does anything about one pod. Its mailbox has one slot: the latest desired
 * state wins, and what the worker is busy with is broken off when the pod must go sooner.
 */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final Backoff RETRY = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final PodTools tools;
  private final PodSync sync;
  private final Runnable onFinished;
  private final Thread thread;
  // whether the runtime may hold something else than was last read; news from the API server are
  // no reason to read it again
  private final AtomicBoolean stale = new AtomicBoolean();
  // the latest that was seen there and not yet compared with what is known here
  private final AtomicReference<Sighting> seen = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  // guarded by the lock
  private boolean news;
  private Pod desired;
  private boolean inApi;
  private boolean busy;
  private boolean closed;

  /**
   * @param inApi false for a pod only the runtime still knows
   * @param fresh whether the runtime is known to hold nothing of the pod yet
   * @param onFinished called by the worker's thread when nothing is left of the pod
   */
  PodWorker(PodTools tools, Pod pod, boolean inApi, boolean fresh, Runnable onFinished) {
    this.tools = tools;
    this.desired = pod;
    this.inApi = inApi;
    this.onFinished = onFinished;
    sync = new PodSync(tools, pod, fresh);
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

  /** The API server's newest word; the last one before it forgot the pod when not {@code known}. */
  void offer(Pod pod, boolean known) {
    lock.lock();
    try {
      var urgent = hurry(pod, known);
      desired = pod;
      inApi = known;
      if (urgent && busy) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    announce();
  }

  /** Whether what the worker may be busy with is out of date: starting, or too long a grace. */
  private boolean hurry(Pod pod, boolean known) {
    var wasLeaving = leaving(desired) || !inApi;
    var leaves = leaving(pod) || !known;
    return leaves && (!wasLeaving || PodSpecs.grace(pod).compareTo(PodSpecs.grace(desired)) < 0);
  }

  private static boolean leaving(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Something about the pod's containers may have changed. */
  void wake() {
    stale.set(true);
    announce();
  }

  /** That is what the runtime holds of the pod now; may be what the worker itself just did. */
  void saw(Sighting sighting) {
    seen.set(sighting);
    announce();
  }

  private void announce() {
    lock.lock();
    try {
      news = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    var failures = 0;
    while (true) {
      try {
        var wakeAt = rounds();
        if (wakeAt.isEmpty()) {
          finish();
          return;
        }
        failures = 0;
        if (!awaitNews(Duration.between(tools.time().instant(), wakeAt.get()))) {
          stale.set(true);
        }
        continue;
      } catch (InterruptedException | CriFault.Interrupted e) {
        if (isClosed()) {
          return;
        }
        Thread.interrupted(); // the interrupt only said: look again
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

  /** Works until there is nothing to do; says when to look again, or nothing when all is over. */
  private Optional<Instant> rounds() throws InterruptedException {
    begin();
    try {
      while (true) {
        var order = takeOrder();
        if (stale.getAndSet(false)) {
          sync.invalidate();
        }
        var sighting = seen.getAndSet(null);
        if (sighting != null) {
          sync.compare(sighting);
        }
        var round = sync.look(order.pod, order.inApi);
        sync.act(round);
        var decision = round.decision();
        if (decision.finished()) {
          return Optional.empty();
        }
        if (decision.actions().isEmpty()) {
          var resync = tools.time().instant().plus(RESYNC);
          return Optional.of(round.wakeAt().filter(resync::isAfter).orElse(resync));
        }
      }
    } finally {
      end();
    }
  }

  /** What the API server last said. */
  private record Order(Pod pod, boolean inApi) {}

  private Order takeOrder() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      news = false;
      return new Order(desired, inApi);
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

  /** Waits until somebody announces news; false when {@code limit} passed first. */
  private boolean awaitNews(Duration limit) throws InterruptedException {
    var deadline = tools.time().instant().plus(limit.compareTo(SHORTEST) > 0 ? limit : SHORTEST);
    lock.lockInterruptibly();
    try {
      while (!news) {
        var left = Duration.between(tools.time().instant(), deadline);
        if (!tools.time().await(lock, woken, left) && !news) {
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
      awaitNews(RETRY.after(failures));
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

  /** Stops working; containers run on. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  /** Waits until a closed worker has stopped. */
  void join() throws InterruptedException {
    if (!thread.join(STOP_LIMIT)) {
      LOG.warn("pod worker did not stop in time pod={}", key());
    }
    sync.close();
  }
}
