package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs actions after a delay of the simulated runtime's time, each on a virtual thread. */
final class SimTimers implements AutoCloseable {

  private final Time time;
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  SimTimers(Time time) {
    this.time = time;
  }

  /**
   * A thread, not yet started, that waits and then acts; an interrupt while it waits cancels it.
   */
  Thread after(Duration delay, Runnable action) {
    return Thread.ofVirtual().name("sim-timer").unstarted(() -> run(delay, action));
  }

  private void run(Duration delay, Runnable action) {
    waiting.add(Thread.currentThread());
    try {
      time.sleep(delay);
    } catch (InterruptedException cancelled) {
      return;
    } finally {
      waiting.remove(Thread.currentThread());
    }
    action.run();
  }

  /** Cancels everything that still waits. */
  @Override
  public void close() {
    List.copyOf(waiting).forEach(Thread::interrupt);
  }
}
