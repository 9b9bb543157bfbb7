package dev.quarterdeck.scheduler.queue;

import static dev.quarterdeck.scheduler.TestObjects.nodeInfo;
import static dev.quarterdeck.scheduler.TestObjects.pod;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.plugins.DefaultPlugins;
import dev.quarterdeck.scheduler.profile.NoBinding;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.Profiles;
import dev.quarterdeck.scheduler.queue.SchedulingQueue.Sizes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The queue with the rules of the default plugins. */
class SchedulingQueueTest {

  private static final Set<String> FIT = Set.of("NodeResourcesFit");
  private static final ClusterEvent<?> FREED =
      ClusterEvent.deleted(EventResource.POD, podInfo("gone", "nodeName: n"));
  private static final ClusterEvent<?> UNTAINTED =
      new ClusterEvent<>(
          EventResource.NODE,
          ActionType.UPDATE_NODE_TAINT,
          nodeInfo("n", "", "taints: [{key: k, effect: NoSchedule}]").attributes(),
          nodeInfo("n", "", "").attributes());

  private final SteppedTime time = new SteppedTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final Profiles profiles =
      new Profiles(
          List.of(
              new Profile(
                  "default-scheduler", 0, DefaultPlugins.with(new NoBinding(), List.of()))));
  private final SchedulingQueue queue =
      new SchedulingQueue(profiles, SchedulingQueue.Timing.DEFAULT, time);
  private final PodInfo a = podInfo("a", "");
  private final PodInfo b = podInfo("b", "");

  private QueuedPod next() {
    return queue.poll().orElseThrow();
  }

  private void reject(QueuedPod tried) {
    queue.reject(tried, FIT, Set.of());
  }

  @Test
  void higherPriorityGoesFirstThenTheOlder() {
    queue.put(a);
    time.advance(Duration.ofMillis(1));
    queue.put(b);
    queue.put(podInfo("urgent", "priority: 10"));
    assertThat(next().pod().key().name()).isEqualTo("urgent");
    assertThat(next().pod()).isEqualTo(a);
    assertThat(next().pod()).isEqualTo(b);
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void anUnschedulablePodWaitsForAnEventThatTheRejectingPluginSaysHelps() {
    queue.put(a);
    reject(next());
    time.advance(Duration.ofSeconds(30));
    queue.move(UNTAINTED);
    assertThat(queue.poll()).as("another plugin's event").isEmpty();
    queue.move(ClusterEvent.deleted(EventResource.POD, podInfo("waiting", "")));
    assertThat(queue.poll()).as("an event of the kind that does not help").isEmpty();
    queue.move(FREED);
    assertThat(next().attempts()).isEqualTo(2);
  }

  @Test
  void aPodThatIsBackingOffIsTriedEarlyWhenNothingIsActive() {
    queue.put(a);
    reject(next());
    queue.move(FREED);
    assertThat(queue.sizes()).isEqualTo(new Sizes(0, 1, 0, 0, 0));
    queue.put(b);
    assertThat(next().pod()).isEqualTo(b);
    assertThat(next().pod()).isEqualTo(a);
  }

  @Test
  void aPodThatIsBackingOffBecomesActiveWithTheOthersOfItsSecond() {
    queue.put(a);
    reject(next());
    queue.move(FREED);
    time.advance(Duration.ofMillis(1999));
    queue.put(podInfo("x", "priority: -1"));
    assertThat(next().pod().key().name()).isEqualTo("x");
    queue.put(podInfo("y", "priority: -1"));
    time.advance(Duration.ofMillis(1));
    assertThat(next().pod()).as("its back-off is over, and it is more important").isEqualTo(a);
  }

  @Test
  void anEventDuringTheAttemptIsNotMissed() {
    queue.put(a);
    var tried = next();
    queue.move(FREED);
    reject(tried);
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void anEventBeforeTheAttemptOrAfterItWasSettledDoesNotCount() {
    queue.put(a);
    queue.move(FREED);
    reject(next());
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
    queue.put(b);
    var tried = next();
    queue.settle(tried);
    queue.done(tried);
    assertThat(queue.sizes()).isEqualTo(new Sizes(0, 0, 1, 0, 0));
  }

  @Test
  void afterMoreEventsThanAreKeptThePodIsTriedAgain() {
    queue.put(a);
    var tried = next();
    for (var i = 0; i < InFlightPods.MAX_EVENTS; i++) {
      queue.move(UNTAINTED);
    }
    reject(tried);
    assertThat(queue.sizes()).as("none of them helps").isEqualTo(new Sizes(0, 0, 1, 0, 0));
    queue.move(FREED);
    tried = next();
    for (var i = 0; i <= InFlightPods.MAX_EVENTS; i++) {
      queue.move(UNTAINTED);
    }
    reject(tried);
    assertThat(queue.sizes()).as("one of them might").isEqualTo(new Sizes(0, 1, 0, 0, 0));
  }

  @Test
  void eventsOfAnEarlierAttemptDoNotCountForALaterOne() {
    queue.put(a);
    var first = next();
    queue.move(FREED);
    queue.put(b);
    var second = next();
    reject(second);
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
    reject(first);
    assertThat(next().pod()).isEqualTo(a);
  }

  @Test
  void aPodThatWaitsForSomethingOutsideIsTriedWithoutBackOff() {
    queue.put(a);
    queue.reject(next(), FIT, FIT);
    queue.move(FREED);
    assertThat(queue.sizes().active()).isEqualTo(1);
  }

  @Test
  void anEventThatConcernsOthersIsNotAskedAbout() {
    queue.put(a);
    reject(next());
    queue.move(FREED, pod -> false);
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
  }

  @Test
  void unschedulablePodsAreTriedAgainInTheEnd() {
    queue.put(a);
    reject(next());
    time.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(queue.poll()).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void backOffAfterErrorsDoublesToTenSecondsAndIsNotCutShort() {
    queue.put(a);
    for (var seconds : new int[] {2, 3, 5, 9, 11, 11}) {
      queue.fail(next());
      time.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(queue.poll()).as("before %d s", seconds).isEmpty();
      time.advance(Duration.ofMillis(1));
    }
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void anUnschedulablePodIsTriedAgainWhenItsUpdateHelps() {
    queue.put(a);
    queue.reject(next(), Set.of("TaintToleration"), Set.of());
    queue.put(a);
    assertThat(queue.sizes().unschedulable()).as("the same pod").isEqualTo(1);
    queue.put(podInfo("a", "priority: 3"));
    assertThat(queue.sizes().unschedulable()).as("an update that changes nothing").isEqualTo(1);
    var tolerant = podInfo("a", "tolerations: [{operator: Exists}]");
    queue.put(tolerant);
    assertThat(next().pod()).isEqualTo(tolerant);
  }

  @Test
  void anUpdateDuringTheAttemptCountsAndTheNewestPodIsTried() {
    queue.put(a);
    var tried = next();
    var tolerant = podInfo("a", "tolerations: [{operator: Exists}]");
    queue.put(tolerant);
    queue.reject(tried, Set.of("TaintToleration"), Set.of());
    assertThat(next().pod()).isEqualTo(tolerant);
  }

  @Test
  void gatedPodsAreNotTriedUntilTheLastGateIsGone() {
    queue.put(podInfo("a", "schedulingGates: [{name: x}, {name: y}]"));
    assertThat(queue.sizes()).isEqualTo(new Sizes(0, 0, 0, 1, 0));
    queue.put(podInfo("a", "schedulingGates: [{name: y}]"));
    queue.move(FREED);
    time.advance(Duration.ofMinutes(10));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.rejectedBy("default-scheduler", "SchedulingGates")).isEqualTo(1);
    queue.put(a);
    assertThat(next().pod()).isEqualTo(a);
  }

  @Test
  void removedPodsDoNotComeBackFromAnAttempt() {
    queue.put(a);
    var tried = next();
    queue.remove(a.key());
    queue.fail(tried);
    time.advance(Duration.ofMinutes(10));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.sizes()).isEqualTo(new Sizes(0, 0, 0, 0, 0));
  }

  @Test
  void theEndOfAnOldAttemptLeavesANewPodOfTheSameNameAlone() {
    queue.put(a);
    var tried = next();
    queue.remove(a.key());
    queue.put(a);
    queue.done(tried);
    assertThat(queue.poll()).isPresent();
  }

  @Test
  void aPodOfTheSameNameBeginsAnew() {
    queue.put(a);
    reject(next());
    var object = pod("a", "");
    object.getMetadata().setUid("another");
    queue.put(PodInfo.of(object));
    assertThat(next().attempts()).isEqualTo(1);
  }

  @Test
  void takeWaitsForItsTime() throws Exception {
    queue.put(a);
    queue.fail(next());
    var taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return queue.take();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(time.awaitWaiters(1, Duration.ofSeconds(10))).isTrue();
    time.advance(Duration.ofSeconds(2));
    assertThat(taken.get(10, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void takeEndsWhenClosed() throws Exception {
    queue.close();
    assertThat(queue.take()).isEmpty();
  }
}
