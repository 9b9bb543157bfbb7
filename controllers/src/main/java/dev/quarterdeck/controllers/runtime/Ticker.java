package dev.quarterdeck.controllers.runtime;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task again and again with a pause in between, on a thread of its own. */
public final class Ticker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** What is done each time; a failure is logged and the next time comes nevertheless. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private final String name;
  private final Duration period;
  private final Task task;
  private final Thread thread;

  public Ticker(String name, Duration period, Task task) {
    this.name = name;
    this.period = period;
    this.task = task;
    thread = Thread.ofVirtual().name(name).unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      if (!thread.join(STOP_LIMIT)) {
        LOG.warn("ticker did not stop in time name={}", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    try {
      while (true) {
        runOnce();
        Thread.sleep(period);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      task.run();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception e) {
      LOG.warn("periodic task failed name={} error=\"{}\"", name, e.toString());
    }
  }
}
