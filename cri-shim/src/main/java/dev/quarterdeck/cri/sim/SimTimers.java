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
   * Makes a thread that waits for {@code delay} and then runs {@code action}. The caller starts it;
   * an interrupt during the wait cancels it.
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

  /** Cancels all actions whose delay has not passed. */
  @Override
  public void close() {
    List.copyOf(waiting).forEach(Thread::interrupt);
  }
}
