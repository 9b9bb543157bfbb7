package dev.quarterdeck.client.background;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class BackgroundTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);

  private final Semaphore ended = new Semaphore(0);

  private Background waiting(CountDownLatch begun) {
    return new Background(
        "waiting",
        LONG,
        time,
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            ended.release();
          }
        });
  }

  @Test
  void closingInterruptsTheWorkAndWaitsForItsEnd() throws Exception {
    var begun = new CountDownLatch(1);
    var background = waiting(begun).start();
    begun.await();
    background.close();
    assertThat(ended.tryAcquire()).isTrue();
  }

  @Test
  void severalEndTogether() throws Exception {
    var begun = new CountDownLatch(2);
    var both = List.of(waiting(begun).start(), waiting(begun).start());
    begun.await();
    Background.closeAll(both);
    assertThat(ended.tryAcquire(2)).isTrue();
  }

  @Test
  void workThatIsDeafIsWaitedForNoLongerThanItsLimit() throws Exception {
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var deaf =
        new Background(
            "deaf",
            Duration.ofMillis(1),
            time,
            () -> {
              begun.countDown();
              while (release.getCount() > 0) {
                Thread.onSpinWait();
              }
            });
    deaf.start();
    begun.await();
    deaf.close();
    assertThat(release.getCount()).isOne();
    release.countDown();
  }

  @Test
  void whatWasNotStartedIsClosedWithoutWaiting() {
    waiting(new CountDownLatch(1)).close();
    assertThat(ended.availablePermits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void workThatFailsIsSeenAndRunAgainAfterABackOff(Class<? extends Throwable> kind)
      throws Exception {
    var runs = new AtomicInteger();
    try (var background =
        new Background(
            "failing",
            time,
            () -> {
              if (runs.incrementAndGet() <= 2) {
                fail(kind);
              }
              time.sleep(LONG);
            })) {
      background.start();
      awaitPauseUntil(1);
      assertThat(background.failure()).get().isInstanceOf(kind);
      time.advance(Duration.ofSeconds(1));
      awaitPauseUntil(3);
      assertThat(background.failure()).get().isInstanceOf(kind);
      time.advance(Duration.ofSeconds(2));
      awaitPauseUntil(3 + LONG.toSeconds());
      assertThat(background.failure()).isEmpty();
      assertThat(runs).hasValue(3);
    }
  }

  private static void fail(Class<? extends Throwable> kind) {
    if (kind == StackOverflowError.class) {
      throw new StackOverflowError("as it is to");
    }
    throw new IllegalStateException("as it is to");
  }

  private void awaitPauseUntil(long second) throws InterruptedException {
    assertThat(time.awaitDeadline(Instant.ofEpochSecond(second), REAL_LIMIT)).isTrue();
  }

  @Test
  void workThatFailsBecauseItIsStoppedIsNotRunAgain() throws Exception {
    var runs = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var background =
        new Background(
            "stopped",
            time,
            () -> {
              runs.incrementAndGet();
              begun.countDown();
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
              throw new IllegalStateException("a request was interrupted");
            });
    background.start();
    begun.await();
    background.close();
    assertThat(runs).hasValue(1);
    assertThat(background.failure()).isEmpty();
  }

  @Test
  void aTaskThatFailsIsRunAgain() throws Exception {
    var runs = new CountDownLatch(3);
    var ticker =
        new Ticker(
            "failing",
            Duration.ofMinutes(1),
            time,
            () -> {
              runs.countDown();
              throw new IllegalStateException("as it is to");
            });
    ticker.start();
    for (var pause = 0; pause < 2; pause++) {
      assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();
      assertThat(ticker.failure()).get().isInstanceOf(IllegalStateException.class);
      time.advance(Duration.ofMinutes(1));
    }
    assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    ticker.close();
  }
}
