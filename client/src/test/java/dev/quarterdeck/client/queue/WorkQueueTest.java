package dev.quarterdeck.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.time.SteppedTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkQueueTest {

  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final WorkQueue<String> queue =
      new WorkQueue<>(
          "test", new Backoff(Duration.ofMillis(5), Duration.ofMillis(15)), time, registry);

  private void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  @Test
  void aKeyWaitsOnceHoweverOftenItIsAdded() {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertThat(queue.poll()).contains("a");
    assertThat(queue.poll()).contains("b");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void aKeyInWorkIsNotHandedOutAgainUntilDone() {
    queue.add("a");
    queue.poll();
    queue.add("a");
    assertThat(queue.poll()).isEmpty();
    queue.done("a");
    assertThat(queue.poll()).contains("a");
    queue.done("a");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void aDelayedKeyComesWhenItsTimeHasCome() {
    queue.addAfter("late", Duration.ofMillis(20));
    queue.addAfter("early", Duration.ofMillis(10));
    assertThat(queue.poll()).isEmpty();
    pass(10);
    assertThat(queue.poll()).contains("early");
    pass(10);
    assertThat(queue.poll()).contains("late");
  }

  @Test
  void theEarliestOfTwoDelaysCounts() {
    queue.addAfter("a", Duration.ofMillis(20));
    queue.addAfter("a", Duration.ofMillis(10));
    queue.addAfter("a", Duration.ofMillis(30));
    pass(10);
    assertThat(queue.poll()).contains("a");
    queue.done("a");
    pass(100);
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void addingNowOvertakesADelay() {
    queue.addAfter("a", Duration.ofMillis(20));
    queue.add("a");
    assertThat(queue.poll()).contains("a");
    queue.done("a");
    pass(20);
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void backOffDoublesPerKeyUpToItsCapUntilForgotten() {
    for (var millis : new int[] {5, 10, 15, 15}) {
      queue.addRateLimited("a");
      pass(millis - 1);
      assertThat(queue.poll()).as("before %d ms", millis).isEmpty();
      pass(1);
      assertThat(queue.poll()).contains("a");
      queue.done("a");
    }
    assertThat(queue.failures("a")).isEqualTo(4);
    queue.forget("a");
    queue.addRateLimited("a");
    pass(5);
    assertThat(queue.poll()).contains("a");
  }

  private CompletableFuture<Optional<String>> take() {
    var taken = new CompletableFuture<Optional<String>>();
    Thread.startVirtualThread(
        () -> {
          try {
            taken.complete(queue.take());
          } catch (InterruptedException e) {
            taken.completeExceptionally(e);
          }
        });
    return taken;
  }

  @Test
  void takeWaitsForAKeyAndEndsWhenClosed() throws Exception {
    var taken = take();
    queue.add("a");
    assertThat(taken.get(5, TimeUnit.SECONDS)).contains("a");
    queue.close();
    assertThat(queue.take()).isEmpty();
    queue.add("b");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void takeServesADelayedKeyByItself() throws Exception {
    queue.addAfter("a", Duration.ofMinutes(20));
    var taken = take();
    assertThat(time.awaitWaiters(1, REAL_LIMIT)).isTrue();
    time.advance(Duration.ofMinutes(19));
    assertThat(time.settle(REAL_LIMIT)).isTrue();
    assertThat(taken).isNotDone();
    time.advance(Duration.ofMinutes(1));
    assertThat(taken.get(5, TimeUnit.SECONDS)).contains("a");
  }

  @Test
  void countsWhatGoesThrough() {
    queue.add("a");
    queue.add("a");
    assertThat(registry.get("workqueue_depth").tag("name", "test").gauge().value()).isEqualTo(1);
    pass(40);
    queue.poll();
    pass(60);
    queue.done("a");
    queue.addRateLimited("a");
    assertThat(registry.get("workqueue_adds_total").counter().count()).isEqualTo(1);
    assertThat(registry.get("workqueue_retries_total").counter().count()).isEqualTo(1);
    assertThat(millis("workqueue_queue_duration_seconds")).isEqualTo(40);
    assertThat(millis("workqueue_work_duration_seconds")).isEqualTo(60);
  }

  @Test
  void aQueueAfterOneThatWasClosedShowsItsOwnDepth() {
    queue.add("a");
    queue.close();
    var next = new WorkQueue<String>("test", time, registry);
    assertThat(registry.get("workqueue_depth").gauge().value()).isZero();
    next.add("b");
    next.add("c");
    assertThat(registry.get("workqueue_depth").gauge().value()).isEqualTo(2);
  }

  private double millis(String timer) {
    return registry.get(timer).timer().totalTime(TimeUnit.MILLISECONDS);
  }
}
