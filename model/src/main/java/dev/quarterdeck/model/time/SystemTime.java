package dev.quarterdeck.model.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The machine's clock and the JDK's waits. */
enum SystemTime implements Time {
  INSTANCE;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (duration.isPositive()) {
      Thread.sleep(duration);
    }
  }

  @Override
  public void await(Lock lock, Condition condition) throws InterruptedException {
    condition.await();
  }

  @Override
  public boolean await(Lock lock, Condition condition, Duration limit) throws InterruptedException {
    return condition.awaitNanos(saturatedNanos(limit)) > 0;
  }

  /** A limit of centuries is as good as {@link Long#MAX_VALUE} nanoseconds. */
  private static long saturatedNanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException tooLong) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
