package dev.quarterdeck.apiserver.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Keeps what a watch told, and waits for more of it. */
final class RecordingListener implements Store.Listener {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Store.Event> events = new ArrayList<>();
  private final List<List<Store.Event>> batches = new ArrayList<>();
  private long progress;
  private int endings;
  private long compactedRevision;

  @Override
  public void events(List<Store.Event> batch) {
    tell(
        () -> {
          events.addAll(batch);
          batches.add(batch);
        });
  }

  @Override
  public void progress(long revision) {
    tell(() -> progress = revision);
  }

  @Override
  public void ended(long compacted, Throwable cause) {
    tell(
        () -> {
          endings++;
          compactedRevision = compacted;
        });
  }

  private void tell(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<Store.Event> awaitEvents(int count) {
    await(() -> events.size() >= count, count + " events");
    return List.copyOf(events);
  }

  /** Waits until the listener was told, by event or progress, that the store came this far. */
  void awaitRevision(long revision) {
    await(
        () -> progress >= revision || !events.isEmpty() && events.getLast().revision() >= revision,
        "revision " + revision);
  }

  long awaitEnd() {
    await(() -> endings > 0, "the end");
    return compactedRevision;
  }

  List<List<Store.Event>> batches() {
    lock.lock();
    try {
      return List.copyOf(batches);
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier condition, String what) {
    var left = Duration.ofSeconds(15).toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError("waited for " + what + ", told so far: " + events);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      lock.unlock();
    }
  }
}
