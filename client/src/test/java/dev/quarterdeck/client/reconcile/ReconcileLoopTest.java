package dev.quarterdeck.client.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReconcileLoopTest {

  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkQueue<String> queue = new WorkQueue<>("test", time, registry);
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private ReconcileLoop<String> loop(Reconciler<String> reconciler) {
    return new ReconcileLoop<>("test", queue, 2, reconciler, time, registry).start();
  }

  /** Lets time pass, back-off after back-off. */
  private void passUntil(CountDownLatch latch) throws InterruptedException {
    for (var tries = 0; tries < 5000; tries++) {
      if (latch.await(1, TimeUnit.MILLISECONDS)) {
        return;
      }
      time.advance(Duration.ofSeconds(1));
    }
    fail("nobody came back to the key");
  }

  @Test
  void aWorkerSurvivesAnErrorAndTheKeyComesBack() throws Exception {
    var well = new CountDownLatch(1);
    try (var loop =
        loop(
            key -> {
              seen.add(key);
              if (seen.size() == 1) {
                throw new StackOverflowError("deep");
              }
              well.countDown();
              return Result.done();
            })) {
      queue.add("a");
      passUntil(well);
      assertThat(loop.failure()).isEmpty();
    }
  }

  @Test
  void aFailedKeyComesBackAndIsForgottenOnSuccess() throws Exception {
    var well = new CountDownLatch(1);
    try (var loop =
        loop(
            key -> {
              seen.add(key);
              if (seen.size() < 3) {
                throw new IllegalStateException("not yet");
              }
              well.countDown();
              return Result.done();
            })) {
      queue.add("a");
      passUntil(well);
    }
    assertThat(seen).containsExactly("a", "a", "a");
    assertThat(queue.failures("a")).isZero();
    assertThat(registry.get("controller_runtime_reconcile_errors_total").counter().count())
        .isEqualTo(2);
  }

  @Test
  void aLostRaceIsRetriedWithoutCountingAsAnError() throws Exception {
    var well = new CountDownLatch(1);
    try (var loop =
        loop(
            key -> {
              seen.add(key);
              if (seen.size() == 1) {
                throw new KubernetesClientException("modified", 409, null);
              }
              well.countDown();
              return Result.done();
            })) {
      queue.add("a");
      passUntil(well);
    }
    assertThat(registry.get("controller_runtime_reconcile_errors_total").counter().count())
        .isZero();
  }

  @Test
  void comesBackWhenAskedTo() throws Exception {
    var twice = new CountDownLatch(2);
    try (var loop =
        loop(
            key -> {
              twice.countDown();
              return twice.getCount() > 0
                  ? Result.requeueAfter(Duration.ofMinutes(10))
                  : Result.done();
            })) {
      queue.add("a");
      assertThat(time.awaitDeadline(Instant.EPOCH.plus(Duration.ofMinutes(10)), REAL_LIMIT))
          .isTrue();
      time.advance(Duration.ofMinutes(10));
      assertThat(twice.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingInterruptsWhatRuns() throws Exception {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var loop =
        loop(
            key -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return Result.done();
            });
    queue.add("a");
    assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
    loop.close();
    assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
  }
}
