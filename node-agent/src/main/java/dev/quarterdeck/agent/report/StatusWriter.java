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
 * Writes pod statuses to the API server: for each pod only the newest one, and one write at a time.
 * A pod has a virtual thread as long as it has a status to write.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  // How long a status waits for a newer one, since the steps of a pod's start follow each other
  // fast. An urgent status does not wait.
  private static final Duration COALESCE = Duration.ofSeconds(1);
  private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private final PodApi api;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Condition urgent = lock.newCondition();
  private final Map<String, Slot> slots = new HashMap<>();
  // the resource version of the last write, by pod UID
  private final Map<String, Long> revisions = new HashMap<>();
  private boolean closed;

  /** The status to write of one pod; {@code status} is null during the write. */
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
   * Takes a pod's newest status; never blocks.
   *
   * @param soon whether to write it without waiting for a newer one
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
   * Waits until all statuses of the pod are written.
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
   * Whether a pod received from the API server reflects all its written statuses. Its status is
   * then the newest: other components write it too, such as the node lifecycle controller, which
   * sets the pods of an unreachable node to not ready.
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

  /** Removes what the writer remembers of a pod. */
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

  /** Waits for a newer status, unless the present one is urgent. */
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

  /** Takes the status to write; removes the slot and returns null when there is none. */
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

  /** Writes a status; returns false when the write must be repeated. */
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

  /**
   * Whether the API server refused the status as invalid, so that writing it again cannot succeed.
   */
  private static boolean refused(KubernetesClientException e) {
    return e.getCode() == 400 || e.getCode() == 422;
  }

  /**
   * Stops all writes. Statuses that are not written yet are lost; the next agent computes them
   * again.
   */
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
