package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands container events to whoever watches; one who lags by a queue's length is dropped. */
final class SimEvents {

  private static final int BOUND = 10_000;

  private final List<BlockingQueue<ContainerEventResponse>> watchers = new CopyOnWriteArrayList<>();

  BlockingQueue<ContainerEventResponse> watch() {
    var queue = new ArrayBlockingQueue<ContainerEventResponse>(BOUND);
    watchers.add(queue);
    return queue;
  }

  void leave(BlockingQueue<ContainerEventResponse> queue) {
    watchers.removeIf(watcher -> watcher == queue);
  }

  /** Whether the queue still gets events. */
  boolean watching(BlockingQueue<ContainerEventResponse> queue) {
    return watchers.stream().anyMatch(watcher -> watcher == queue);
  }

  boolean anyone() {
    return !watchers.isEmpty();
  }

  void emit(ContainerEventResponse event) {
    watchers.removeIf(watcher -> !watcher.offer(event));
  }
}
