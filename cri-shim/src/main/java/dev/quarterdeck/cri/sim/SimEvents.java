package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes container events to subscribers. A subscriber whose queue is full loses its subscription.
 */
final class SimEvents {

  private static final int BOUND = 10_000;

  private final List<BlockingQueue<ContainerEventResponse>> watchers = new CopyOnWriteArrayList<>();

  BlockingQueue<ContainerEventResponse> subscribe() {
    var queue = new ArrayBlockingQueue<ContainerEventResponse>(BOUND);
    watchers.add(queue);
    return queue;
  }

  void unsubscribe(BlockingQueue<ContainerEventResponse> queue) {
    watchers.removeIf(watcher -> watcher == queue);
  }

  /** Whether the queue still receives events. */
  boolean isSubscribed(BlockingQueue<ContainerEventResponse> queue) {
    return watchers.stream().anyMatch(watcher -> watcher == queue);
  }

  boolean hasSubscribers() {
    return !watchers.isEmpty();
  }

  void emit(ContainerEventResponse event) {
    watchers.removeIf(watcher -> !watcher.offer(event));
  }
}
