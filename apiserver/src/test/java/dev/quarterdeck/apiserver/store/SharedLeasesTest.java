package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.time.SteppedTime;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom while etcd is slow to grant a lease. */
@Timeout(30)
class SharedLeasesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  /** Times to live that etcd was asked for a lease for, and what it answers. */
  private final BlockingQueue<Long> asked = new LinkedBlockingQueue<>();

  private final BlockingQueue<Long> answers = new SynchronousQueue<>();
  private final EtcdLeases leases = new EtcdLeases(this::grant, PATIENCE, time);

  /** Answers a day's lease at once, and all others when the test says so; 0 is a failure. */
  private long grant(long seconds, Duration within) {
    if (seconds > Duration.ofDays(1).toSeconds()) {
      return seconds;
    }
    asked.add(seconds);
    try {
      var id = answers.take();
      if (id == 0) {
        throw Status.UNAVAILABLE.asRuntimeException();
      }
      return id;
    } catch (InterruptedException e) {
      throw Status.CANCELLED.asRuntimeException();
    }
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
  }

  @Test
  void slowGrantHoldsUpNobodyWhoNeedsAnotherLease() throws Exception {
    var slow = callers.submit(() -> leases.leaseFor(HOUR));
    asked.take();

    assertThat(leases.leaseFor(Duration.ofDays(2))).isPositive();
    leases.forget(1);

    answers.put(7L);
    assertThat(slow.get()).isEqualTo(7);
  }

  @Test
  void callersWhoNeedOneLeaseShareTheQuestion() throws Exception {
    var first = callers.submit(() -> leases.leaseFor(HOUR));
    asked.take();
    var second = callers.submit(() -> leases.leaseFor(HOUR));
    assertThat(time.awaitWaiters(1, SOON)).isTrue();
    answers.put(7L);

    assertThat(first.get()).isEqualTo(7);
    assertThat(second.get()).isEqualTo(7);
    assertThat(asked).isEmpty();
  }

  @Test
  void callerWhoWaitsForAnothersGrantGivesUpAtItsDeadline() throws Exception {
    var first = callers.submit(() -> leases.leaseFor(HOUR));
    asked.take();
    var second = callers.submit(() -> leases.leaseFor(HOUR));
    assertThat(time.awaitWaiters(1, SOON)).isTrue();
    time.advance(PATIENCE);

    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    answers.put(7L);
    assertThat(first.get()).isEqualTo(7);
  }

  @Test
  void nextOfThoseWhoWaitAsksWhenAGrantFails() throws Exception {
    var first = callers.submit(() -> leases.leaseFor(HOUR));
    asked.take();
    var second = callers.submit(() -> leases.leaseFor(HOUR));
    assertThat(time.awaitWaiters(1, SOON)).isTrue();
    answers.put(0L);
    asked.take();
    answers.put(8L);

    assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
    assertThat(second.get()).isEqualTo(8);
  }
}
