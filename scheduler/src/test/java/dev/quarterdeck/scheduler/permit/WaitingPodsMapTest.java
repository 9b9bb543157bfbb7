package dev.quarterdeck.scheduler.permit;

import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitingPodsMapTest {

  private final SteppedTime time = new SteppedTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final WaitingPodsMap waits = new WaitingPodsMap(time);
  private final PodInfo pod = podInfo("p", "");

  private CompletableFuture<Status> begin(Map<String, Duration> limits) throws Exception {
    waits.begin(pod, limits);
    var outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return waits.await(pod);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(time.awaitWaiters(1, Duration.ofSeconds(10))).isTrue();
    return outcome;
  }

  private static Status get(CompletableFuture<Status> outcome) throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPodThatDoesNotWaitMayBeBoundAtOnce() throws Exception {
    assertThat(waits.await(pod)).isEqualTo(Status.SUCCESS);
  }

  @Test
  void allPluginsMustAllowIt() throws Exception {
    var outcome = begin(Map.of("A", Duration.ofMinutes(1), "B", Duration.ofMinutes(2)));
    var waiting = waits.find(pod.uid()).orElseThrow();
    waiting.allow("A");
    assertThat(waiting.pendingPlugins()).containsExactly("B");
    assertThat(outcome).isNotDone();
    waiting.allow("B");
    assertThat(get(outcome)).isEqualTo(Status.SUCCESS);
    assertThat(waits.all()).isEmpty();
  }

  @Test
  void onePluginIsEnoughToRejectIt() throws Exception {
    var outcome = begin(Map.of("A", Duration.ofMinutes(1), "B", Duration.ofMinutes(2)));
    var waiting = waits.find(pod.uid()).orElseThrow();
    assertThat(waiting.reject("B", "no")).isTrue();
    assertThat(waiting.reject("A", "no either")).isFalse();
    assertThat(get(outcome)).isEqualTo(Status.unschedulable("no").by("B"));
  }

  @Test
  void theFirstLimitToPassRejectsIt() throws Exception {
    var outcome = begin(Map.of("A", Duration.ofSeconds(90), "B", Duration.ofMinutes(2)));
    time.advance(Duration.ofSeconds(90));
    assertThat(get(outcome))
        .isEqualTo(
            Status.unschedulable("rejected due to timeout after waiting 1m30s at plugin A")
                .by("A"));
  }

  @Test
  void theLimitOfAPluginThatHasAllowedItDoesNotCount() throws Exception {
    var outcome = begin(Map.of("A", Duration.ofSeconds(10), "B", Duration.ofSeconds(20)));
    waits.find(pod.uid()).orElseThrow().allow("A");
    time.advance(Duration.ofSeconds(15));
    assertThat(outcome).isNotDone();
    assertThat(time.awaitWaiters(1, Duration.ofSeconds(10))).isTrue();
    time.advance(Duration.ofSeconds(5));
    assertThat(get(outcome)).isInstanceOf(Status.Unschedulable.class);
  }

  @Test
  void aDeletedPodIsRejectedAndAPreemptedOneMayBeTriedAgainSoon() throws Exception {
    var deleted = begin(Map.of("A", Duration.ofMinutes(1)));
    assertThat(waits.remove(pod.uid())).isTrue();
    assertThat(get(deleted)).isInstanceOf(Status.Unschedulable.class);
    assertThat(waits.remove(pod.uid())).isFalse();
    var preempted = begin(Map.of("A", Duration.ofMinutes(1)));
    assertThat(waits.preempt(pod.uid())).isTrue();
    assertThat(get(preempted)).isInstanceOf(Status.Error.class);
  }
}
