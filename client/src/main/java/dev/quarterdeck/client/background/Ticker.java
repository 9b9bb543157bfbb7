package dev.quarterdeck.client.background;

import java.time.Duration;
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
  private final Task task;
  private final Background background;

  public Ticker(String name, Duration period, Task task) {
    this.name = name;
    this.period = period;
    this.task = task;
    background = new Background(name, this::loop);
  }

  /** Runs the task for the first time at once. */
  public void start() {
    background.start();
  }

  @Override
  public void close() {
    background.close();
  }

  private void loop() throws InterruptedException {
    while (true) {
      runOnce();
      Thread.sleep(period);
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      task.run();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception e) {
      if (!Thread.currentThread().isInterrupted()) { // Else the failure is our own stopping.
        LOG.warn("periodic task failed name={} error=\"{}\"", name, e.toString());
      }
    }
  }
}
