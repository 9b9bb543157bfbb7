package dev.quarterdeck.client.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final Semaphore ended = new Semaphore(0);

  private Background waiting(CountDownLatch begun) {
    return new Background(
        "waiting",
        LONG,
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

  @Test
  void aTaskThatFailsIsRunAgain() throws Exception {
    var runs = new CountDownLatch(3);
    var ticker =
        new Ticker(
            "failing",
            Duration.ofMillis(1),
            () -> {
              runs.countDown();
              throw new IllegalStateException("as it is to");
            });
    ticker.start();
    assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    ticker.close();
  }
}
