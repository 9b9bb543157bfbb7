package dev.quarterdeck.cli.lab;

import java.time.Duration;

/** Waits for conditions outside this process, which have nothing to signal us with. */
public final class Await {

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private Await() {}

  /** A condition that may fail to be read. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Asks until it holds.
   *
   * @return whether it held before {@code deadline} had passed
   */
  public static boolean until(Duration deadline, Condition condition) throws InterruptedException {
    var end = System.nanoTime() + deadline.toNanos();
    while (true) {
      if (holds(condition)) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(INTERVAL);
    }
  }

  /** A condition that cannot be read yet does not hold yet. */
  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false;
    }
  }
}
