package dev.quarterdeck.client.background;

import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task again and again with a pause in between, on a thread of its own. */
public final class Ticker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  /** What is done each time; a failure is logged and the next time comes nevertheless. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private final String name;
  private final Duration period;
  private final Time time;
  private final Task task;
  private final Background background;
  private volatile Throwable failure;

  /**
   * @param name of the task, in logs
   * @param period the pause between the end of one run and the begin of the next
   */
  public Ticker(String name, Duration period, Time time, Task task) {
    this.name = name;
    this.period = period;
    this.time = time;
    this.task = task;
    background = new Background(name, time, this::loop);
  }

  /** Runs the task for the first time at once. */
  public void start() {
    background.start();
  }

  /** What went wrong in the task's last run; empty when it went well. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Interrupts a running task and waits a few seconds at most for it to end. */
  @Override
  public void close() {
    background.close();
  }

  private void loop() throws InterruptedException {
    while (true) {
      runOnce();
      time.sleep(period);
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      task.run();
      failure = null;
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception | Error e) {
      if (!Thread.currentThread().isInterrupted()) { // Else the failure is our own stopping.
        failure = e;
        LOG.warn("periodic task failed task={} error=\"{}\"", name, e.toString());
      }
    }
  }
}
