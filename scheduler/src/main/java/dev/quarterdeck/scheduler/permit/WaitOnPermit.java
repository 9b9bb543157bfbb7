package dev.quarterdeck.scheduler.permit;

import dev.quarterdeck.model.time.GoDuration;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.WaitingPods.WaitingPod;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A pod that waits for Permit plugins, each of which has a limit. */
final class WaitOnPermit implements WaitingPod {

  private final PodInfo pod;
  private final Time time;
  private final Instant began;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Duration> pending;
  private Status outcome;

  WaitOnPermit(PodInfo pod, Map<String, Duration> limits, Time time) {
    this.pod = pod;
    this.time = time;
    began = time.instant();
    pending = new HashMap<>(limits);
  }

  @Override
  public PodInfo pod() {
    return pod;
  }

  @Override
  public Set<String> pendingPlugins() {
    return locked(() -> Set.copyOf(pending.keySet()));
  }

  @Override
  public void allow(String plugin) {
    locked(
        () -> {
          pending.remove(plugin);
          return pending.isEmpty() && end(Status.SUCCESS);
        });
  }

  @Override
  public boolean reject(String plugin, String message) {
    return locked(() -> end(Status.unschedulable(message).by(plugin)));
  }

  /** The pod is removed for another: it may be scheduled again at once. */
  boolean preempt(String message) {
    return locked(() -> end(Status.error(message)));
  }

  private boolean end(Status status) {
    if (outcome != null) {
      return false;
    }
    outcome = status;
    changed.signalAll();
    return true;
  }

  /** Waits until all plugins have allowed the pod, one has rejected it or its limit has passed. */
  Status await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (outcome == null) {
        var first = Map.Entry.<String, Duration>comparingByValue();
        var next = pending.entrySet().stream().min(first).orElseThrow();
        var left = Duration.between(time.instant(), began.plus(next.getValue()));
        if (left.isPositive()) {
          time.await(lock, changed, left);
        } else {
          end(timeout(next.getKey(), next.getValue()));
        }
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  private static Status timeout(String plugin, Duration limit) {
    return Status.unschedulable(
            "rejected due to timeout after waiting %s at plugin %s"
                .formatted(GoDuration.format(limit), plugin))
        .by(plugin);
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
