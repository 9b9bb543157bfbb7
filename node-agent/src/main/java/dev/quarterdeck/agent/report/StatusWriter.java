package dev.quarterdeck.agent.report;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pod statuses to the API server, the newest of each pod only, one write at a time a pod. A
 * pod that has something to write has a virtual thread for as long as it does.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  // Steps of a start follow each other this fast; only the last one is worth writing. An urgent
  // status does not wait for it.
  private static final Duration COALESCE = Duration.ofSeconds(1);
  private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private final PodApi api;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Condition urgent = lock.newCondition();
  private final Map<String, Slot> slots = new HashMap<>();
  // by pod UID: the resource version our last write made
  private final Map<String, Long> revisions = new HashMap<>();
  private boolean closed;

  /** What is to be written of one pod; {@code status} is null while it is being written. */
  private static final class Slot {
    Pod pod;
    PodStatus status;
    boolean soon;
    Thread thread;
  }

  public StatusWriter(PodApi api, Time time) {
    this.api = api;
    this.time = time;
  }

  /**
   * Hands over a pod's newest status; never blocks.
   *
   * @param soon false to wait a moment for a newer one
   */
  public void write(Pod pod, PodStatus status, boolean soon) {
    var uid = pod.getMetadata().getUid();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      var slot = slots.computeIfAbsent(uid, _ -> new Slot());
      slot.pod = pod;
      slot.status = status;
      slot.soon |= soon;
      if (soon) {
        urgent.signalAll();
      }
      if (slot.thread == null) {
        slot.thread = Thread.ofVirtual().name("status-" + uid).start(() -> drain(uid, slot));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything handed over for the pod is written.
   *
   * @return false when {@code limit} passed first
   */
  public boolean flush(String uid, Duration limit) throws InterruptedException {
    var deadline = time.instant().plus(limit);
    lock.lockInterruptibly();
    try {
      if (slots.containsKey(uid)) {
        slots.get(uid).soon = true;
        urgent.signalAll();
      }
      while (slots.containsKey(uid)) {
        var left = Duration.between(time.instant(), deadline);
        if (!time.await(lock, idle, left) && slots.containsKey(uid)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the server's word about a pod has everything that was handed over here. What it says
   * about the status is then newer than what its writer remembers: others write there too, such as
   * the node lifecycle controller, which calls the pods of a lost node not ready.
   */
  public boolean isReflectedIn(Pod pod) {
    var uid = pod.getMetadata().getUid();
    lock.lock();
    try {
      return !slots.containsKey(uid) && revisionOf(pod) >= revisions.getOrDefault(uid, 0L);
    } finally {
      lock.unlock();
    }
  }

  private static long revisionOf(Pod pod) {
    var version = pod.getMetadata().getResourceVersion();
    return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
  }

  /** Nothing will be written of that pod any more. */
  public void forget(String uid) {
    lock.lock();
    try {
      revisions.remove(uid);
    } finally {
      lock.unlock();
    }
  }

  private void drain(String uid, Slot slot) {
    var failures = 0;
    try {
      while (true) {
        awaitNewer(slot);
        var status = take(uid, slot);
        if (status == null) {
          return;
        }
        if (written(slot.pod, status)) {
          failures = 0;
        } else {
          giveBack(slot, status);
          time.sleep(RETRY.after(failures++));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      remove(uid);
    }
  }

  /** Waits a moment for a newer status, unless the one there is urgent. */
  private void awaitNewer(Slot slot) throws InterruptedException {
    var deadline = time.instant().plus(COALESCE);
    lock.lockInterruptibly();
    try {
      var wait = true;
      while (wait && !slot.soon && slot.status != null) {
        wait = time.await(lock, urgent, Duration.between(time.instant(), deadline));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The status to write, or null after the slot was removed because there is none. */
  private PodStatus take(String uid, Slot slot) {
    lock.lock();
    try {
      var status = slot.status;
      slot.status = null;
      slot.soon = false;
      if (status == null) {
        slots.remove(uid);
        idle.signalAll();
      }
      return status;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Slot slot, PodStatus status) {
    lock.lock();
    try {
      if (slot.status == null) {
        slot.status = status;
      }
      slot.soon = true;
    } finally {
      lock.unlock();
    }
  }

  private void remove(String uid) {
    lock.lock();
    try {
      slots.remove(uid);
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** False when it should be tried again. */
  private boolean written(Pod pod, PodStatus status) throws InterruptedException {
    try {
      var revision = api.writeStatus(pod, status);
      if (revision.isPresent()) {
        remember(pod.getMetadata().getUid(), revision.getAsLong());
      } else {
        LOG.debug("pod is gone, status not written pod={}", ObjectKey.of(pod));
      }
      return true;
    } catch (KubernetesClientException e) {
      LOG.warn(
          "pod status not written, trying again pod={} error=\"{}\"",
          ObjectKey.of(pod),
          ApiClient.reason(e));
      return refused(e);
    } catch (RuntimeException e) {
      LOG.error("pod status not written, trying again pod={}", ObjectKey.of(pod), e);
      return false;
    }
  }

  private void remember(String uid, long revision) {
    lock.lock();
    try {
      revisions.put(uid, revision);
    } finally {
      lock.unlock();
    }
  }

  /** A status the server finds wrong will be as wrong the next time. */
  private static boolean refused(KubernetesClientException e) {
    return e.getCode() == 400 || e.getCode() == 422;
  }

  /** Statuses not yet written are lost: whoever comes next computes them anew. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      slots.values().forEach(slot -> slot.thread.interrupt());
    } finally {
      lock.unlock();
    }
  }
}
