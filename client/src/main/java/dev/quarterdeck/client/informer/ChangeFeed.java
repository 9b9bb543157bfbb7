package dev.quarterdeck.client.informer;

import dev.quarterdeck.client.informer.Change.Added;
import dev.quarterdeck.client.informer.Change.Deleted;
import dev.quarterdeck.client.informer.Change.Updated;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands changes from an informer's reflector to its handlers. The reflector never waits for a
 * handler: changes that a slow handler has not fetched yet are merged per object, so at most two
 * (deleted, added anew) wait for each object.
 */
final class ChangeFeed<T extends HasMetadata> {

  /**
   * All changes that waited.
   *
   * @param initial the first full list is part of this batch or came before it
   */
  record Batch<T>(List<Change<T>> changes, boolean initial) {}

  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private Map<ObjectKey, Deque<Change<T>>> pending = new LinkedHashMap<>();
  private boolean listed;
  private boolean listedUntold;

  ChangeFeed(Time time) {
    this.time = time;
  }

  void offer(List<Change<T>> changes) {
    if (changes.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      changes.forEach(this::merge);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The first full list has been offered. */
  void markListed() {
    lock.lock();
    try {
      listedUntold = !listed;
      listed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to tell. */
  Batch<T> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.isEmpty() && !listedUntold) {
        time.await(lock, arrived);
      }
      var changes = new ArrayList<Change<T>>(pending.size());
      pending.values().forEach(changes::addAll);
      pending = new LinkedHashMap<>();
      listedUntold = false;
      return new Batch<>(changes, listed);
    } finally {
      lock.unlock();
    }
  }

  private void merge(Change<T> next) {
    var key = ObjectKey.of(next.object());
    var waiting = pending.computeIfAbsent(key, k -> new ArrayDeque<>(2));
    var last = waiting.peekLast();
    switch (next) {
      case Added<T> added -> waiting.add(added);
      case Updated<T> updated -> {
        switch (last) {
          case Added<T> _ -> {
            waiting.removeLast();
            waiting.add(new Added<>(updated.after()));
          }
          case Updated<T> earlier -> {
            waiting.removeLast();
            waiting.add(new Updated<>(earlier.before(), updated.after()));
          }
          case Deleted<T> _ -> waiting.add(updated);
          case null -> waiting.add(updated);
        }
      }
      case Deleted<T> deleted -> {
        // An object that was never told of is not told to be gone; an untold update is dropped.
        var unseen = last instanceof Added<T>;
        if (unseen || last instanceof Updated<T>) {
          waiting.removeLast();
        }
        if (!unseen) {
          waiting.add(deleted);
        }
        if (waiting.isEmpty()) {
          pending.remove(key);
        }
      }
    }
  }
}
