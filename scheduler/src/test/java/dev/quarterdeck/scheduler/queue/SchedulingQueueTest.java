package dev.quarterdeck.scheduler.queue;

import static dev.quarterdeck.scheduler.Specimens.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {

  private static final Set<ClusterEvent> FREED = EnumSet.of(ClusterEvent.POD_FREED);
  private static final Set<ClusterEvent> LABELS = EnumSet.of(ClusterEvent.NODE_LABELS_CHANGED);

  private Instant now = Instant.EPOCH;
  private final SchedulingQueue queue =
      new SchedulingQueue(SchedulingQueue.Waits.DEFAULT, () -> now);
  private final PodInfo a = podInfo("a", "");
  private final PodInfo b = podInfo("b", "");

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private QueuedPod next() {
    return queue.poll().orElseThrow();
  }

  @Test
  void higherPriorityGoesFirstThenTheOlder() {
    queue.put(a);
    queue.put(b);
    queue.put(podInfo("urgent", "priority: 10"));
    assertThat(next().pod().key().name()).isEqualTo("urgent");
    assertThat(next().pod()).isEqualTo(a);
    assertThat(next().pod()).isEqualTo(b);
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void aParkedPodWaitsForAnEventThatCanHelp() {
    queue.put(a);
    queue.park(next(), FREED);
    pass(Duration.ofSeconds(30));
    queue.wake(LABELS);
    assertThat(queue.poll()).isEmpty();
    queue.wake(FREED);
    assertThat(next().attempts()).isEqualTo(2);
  }

  @Test
  void aWokenPodServesItsBackOffFirst() {
    queue.put(a);
    queue.park(next(), FREED);
    queue.wake(FREED);
    assertThat(queue.sizes()).isEqualTo(new SchedulingQueue.Sizes(0, 1, 0, 0));
    pass(Duration.ofMillis(999));
    assertThat(queue.poll()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void anEventDuringTheAttemptIsNotMissed() {
    queue.put(a);
    var tried = next();
    queue.wake(FREED);
    queue.park(tried, FREED);
    pass(Duration.ofSeconds(1));
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void anEventBeforeTheAttemptDoesNotCount() {
    queue.put(a);
    queue.wake(FREED);
    queue.park(next(), FREED);
    pass(Duration.ofSeconds(30));
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void parkedPodsAreTriedAgainInTheEnd() {
    queue.put(a);
    queue.park(next(), FREED);
    pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(queue.poll()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void backOffGrowsToTenSeconds() {
    queue.put(a);
    for (var seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      queue.retry(next());
      pass(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(queue.poll()).as("after %d s", seconds).isEmpty();
      pass(Duration.ofMillis(1));
    }
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void aChangedPodIsTriedAnew() {
    queue.put(a);
    queue.park(next(), FREED);
    pass(Duration.ofSeconds(2));
    queue.put(a);
    assertThat(queue.poll()).as("an unchanged pod stays parked").isEmpty();
    var changed = podInfo("a", "tolerations: [{operator: Exists}]");
    queue.put(changed);
    assertThat(next().pod()).isEqualTo(changed);
  }

  @Test
  void aPodThatChangedInFlightIsNotParked() {
    queue.put(a);
    var tried = next();
    var changed = podInfo("a", "priority: 3");
    queue.put(changed);
    queue.park(tried, FREED);
    pass(Duration.ofSeconds(1));
    assertThat(next().pod()).isEqualTo(changed);
  }

  @Test
  void removedPodsDoNotComeBackFromFlight() {
    queue.put(a);
    var tried = next();
    queue.remove(a.key());
    queue.retry(tried);
    pass(Duration.ofMinutes(10));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.sizes()).isEqualTo(new SchedulingQueue.Sizes(0, 0, 0, 0));
  }

  @Test
  void theEndOfAnOldFlightLeavesTheNamesakeAlone() {
    queue.put(a);
    var tried = next();
    queue.remove(a.key());
    queue.put(a);
    queue.done(tried);
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void takeEndsWhenClosed() throws Exception {
    queue.close();
    assertThat(queue.take()).isEmpty();
  }
}
