package dev.quarterdeck.model.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SteppedTimeTest {

  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);

  private static final int STEPS = 100;

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);

  @FunctionalInterface
  private interface Waiting<T> {
    T run() throws InterruptedException;
  }

  private static <T> CompletableFuture<T> onAThread(Waiting<T> work) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(work.run());
              } catch (InterruptedException interrupted) {
                result.completeExceptionally(interrupted);
              }
            });
    return result;
  }

  private CompletableFuture<Instant> sleeper(Duration duration) {
    return onAThread(
        () -> {
          time.sleep(duration);
          return time.instant();
        });
  }

  private static <T> T result(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(REAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void aSleeperWakesWhenItsTimeHasComeAndNotBefore() throws Exception {
    var sleeper = sleeper(Duration.ofMinutes(10));
    assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();

    time.advance(Duration.ofMinutes(9));
    assertThat(time.nextDeadline()).contains(Instant.EPOCH.plus(Duration.ofMinutes(10)));
    assertThat(sleeper).isNotDone();

    time.advance(Duration.ofMinutes(1));
    assertThat(result(sleeper)).isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(10)));
  }

  /** A thread that waits for the condition, for an hour at most; it waits when this returns. */
  private CompletableFuture<Boolean> awaitingForAnHour(ReentrantLock lock, Condition condition)
      throws InterruptedException {
    var result =
        onAThread(
            () -> {
              lock.lockInterruptibly();
              try {
                return time.await(lock, condition, Duration.ofHours(1));
              } finally {
                lock.unlock();
              }
            });
    assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();
    return result;
  }

  @Test
  void aWaitThatIsSignalledEndsBeforeItsLimit() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    var signalled = awaitingForAnHour(lock, condition);
    lock.lock();
    try {
      condition.signal();
    } finally {
      lock.unlock();
    }
    assertThat(result(signalled)).isTrue();
    assertThat(time.nextDeadline()).isEmpty();
  }

  @Test
  void aWaitWithoutASignalEndsAtItsLimit() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    var signalled = awaitingForAnHour(lock, condition);
    time.advance(Duration.ofHours(2));
    assertThat(result(signalled)).isFalse();
  }

  @Test
  void theMonotonicCounterFollowsTheClock() {
    var before = time.nanos();
    time.advance(Duration.ofSeconds(3));
    assertThat(time.nanos() - before).isEqualTo(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void settlesOnceThoseWhoWereWokenAndThoseWhomTheySignalWaitAgain() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    var holding = new CountDownLatch(1);
    var told = new AtomicInteger();
    var seen = new AtomicInteger();
    var follower =
        onAThread(
            () -> {
              lock.lockInterruptibly();
              holding.countDown();
              try {
                while (told.get() < STEPS) {
                  time.await(lock, condition);
                  seen.set(told.get());
                }
                return null;
              } finally {
                lock.unlock();
              }
            });
    holding.await();
    lock.lock(); // The follower gives it up when it waits.
    lock.unlock();
    var leader =
        onAThread(
            () -> {
              while (told.get() < STEPS) {
                time.sleep(Duration.ofSeconds(1));
                lock.lockInterruptibly();
                try {
                  told.incrementAndGet();
                  condition.signal();
                } finally {
                  lock.unlock();
                }
              }
              return null;
            });
    assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();
    for (var second = 1; second <= STEPS; second++) {
      assertThat(time.settle(REAL_LIMIT)).isTrue();
      time.advance(Duration.ofSeconds(1));
      assertThat(time.settle(REAL_LIMIT)).isTrue();
      assertThat(seen).hasValue(second);
    }
    result(leader);
    result(follower);
  }

  @Test
  void isNotSettledWhileAWokenThreadIsBusy() throws Exception {
    var busy = new CountDownLatch(1);
    var sleeper =
        onAThread(
            () -> {
              time.sleep(Duration.ofSeconds(1));
              busy.await();
              return null;
            });
    assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();
    assertThat(time.settle(REAL_LIMIT)).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(time.settle(Duration.ofMillis(5))).isFalse();
    assertThat(time.settle(REAL_LIMIT)).as("is not waited for twice").isTrue();
    busy.countDown();
    result(sleeper);
    assertThat(time.settle(REAL_LIMIT)).isTrue();
  }

  @Test
  void aLatchLetsThreadsPassOnceItIsOpenOrTheLimitIsOver() throws Exception {
    var latch = new Latch(time);
    var patient = onAThread(() -> latch.await(Duration.ofHours(2)));
    var hasty = onAThread(() -> latch.await(Duration.ofHours(1)));
    assertThat(time.awaitDeadline(Instant.EPOCH.plus(Duration.ofHours(1)), REAL_LIMIT)).isTrue();
    assertThat(time.awaitDeadline(Instant.EPOCH.plus(Duration.ofHours(2)), REAL_LIMIT)).isTrue();
    time.advance(Duration.ofMinutes(90));
    assertThat(result(hasty)).isFalse();
    latch.open();
    assertThat(result(patient)).isTrue();
    assertThat(latch.await(Duration.ZERO)).isTrue();
    latch.await();
  }
}
