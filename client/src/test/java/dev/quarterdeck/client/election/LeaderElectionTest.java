package dev.quarterdeck.client.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.client.ScriptedApi;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaderElectionTest {

  private static final LeaderElection.Timing TIMING = LeaderElection.Timing.DEFAULT;
  private static final Duration REAL_LIMIT = Duration.ofSeconds(5);

  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/sched";

  private static final String NOT_FOUND =
      "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\"}";

  private static final String FOREIGN =
      """
      {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
       "metadata":{"namespace":"kube-system","name":"sched","resourceVersion":"7"},
       "spec":{"holderIdentity":"%s","leaseDurationSeconds":15,"leaseTransitions":3}}
      """;

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final AtomicInteger starts = new AtomicInteger();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private AutoCloseable work() {
    started.countDown();
    return stopped::countDown;
  }

  private LeaderElection elect(KubernetesClient client) {
    return elect(client, this::work);
  }

  private LeaderElection elect(KubernetesClient client, Supplier<AutoCloseable> work) {
    return new LeaderElection(
            client, new ObjectKey("kube-system", "sched"), "me", TIMING, time, new Random(1), work)
        .start();
  }

  /** Waits until the election waits for that moment, in seconds since the start. */
  private void awaitDeadline(long second) throws InterruptedException {
    assertThat(time.awaitDeadline(Instant.ofEpochSecond(second), REAL_LIMIT)).isTrue();
  }

  private void pass(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  /** Answers the first requests, by which the lease is made. */
  private static void letLead(ScriptedApi api) throws InterruptedException {
    var get = api.next();
    assertThat(get.line()).isEqualTo("GET " + LEASE);
    get.answer(404, NOT_FOUND);
    var create = api.next();
    assertThat(create.line()).startsWith("POST /apis/coordination.k8s.io/v1/");
    assertThat(create.body()).contains("\"holderIdentity\":\"me\"", "\"leaseTransitions\":0");
    create.answer(201, create.body());
  }

  @Test
  void leadsOnceTheLeaseIsMadeAndStopsWhenItCannotRenew() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      letLead(api);
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      awaitDeadline(2);
      api.crash();
      for (var second = 2; second <= 8; second += 2) {
        pass(2);
        awaitDeadline(second + 2);
        assertThat(election.isLeading()).isTrue();
      }
      pass(2);
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(election.isLeading()).isFalse();
    }
  }

  @Test
  void stopsAtItsDeadlineWhenTheServerIsSilent() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      letLead(api);
      awaitDeadline(2);
      pass(2);
      assertThat(api.next().line()).isEqualTo("GET " + LEASE);
      // Nothing is answered, and a request alone would wait for half a minute.
      awaitDeadline(10);
      pass(8);
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(election.isLeading()).isFalse();
    }
  }

  @Test
  void countsItsDeadlineFromBeforeTheWriteWhoseAnswerWasSlow() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      api.next().answer(404, NOT_FOUND);
      var create = api.next();
      pass(9);
      create.answer(201, create.body());
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      awaitDeadline(10);
      api.crash();
      pass(1);
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(election.isLeading()).isFalse();
    }
  }

  @Test
  void stopsAtOnceWhenAnotherHoldsTheLease() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      letLead(api);
      awaitDeadline(2);
      pass(2);
      api.next().answer(200, FOREIGN.formatted("other"));
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(election.isLeading()).isFalse();
    }
  }

  @Test
  void keepsALeadItTookFromAnotherThroughARenewalThatFails() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      api.next().answer(200, FOREIGN.formatted(""));
      var take = api.next();
      assertThat(take.body()).contains("\"holderIdentity\":\"me\"", "\"leaseTransitions\":4");
      take.answer(200, take.body());
      awaitDeadline(2);
      pass(2);
      api.next().answer(500, "{\"kind\":\"Status\",\"code\":500}");
      awaitDeadline(4);
      pass(2);
      assertThat(api.next().line()).isEqualTo("GET " + LEASE);
      assertThat(election.isLeading()).isTrue();
      assertThat(stopped.getCount()).isOne();
      api.crash(); // Else stepping down would wait for an answer.
    }
  }

  @Test
  void takesOverALeaseThatWasNotRenewedForItsDuration() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client)) {
      for (var passed = 0; passed < 15; passed += 3) {
        api.next().answer(200, FOREIGN.formatted("other"));
        awaitRetry();
        pass(3);
      }
      api.next().answer(200, FOREIGN.formatted("other"));
      var take = api.next();
      assertThat(take.line()).isEqualTo("PUT " + LEASE);
      take.answer(200, take.body());
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      api.crash();
    }
  }

  /** Waits until the candidate pauses for its retry period and up to a fifth more. */
  private void awaitRetry() {
    var latest = time.instant().plus(TIMING.retryPeriod().multipliedBy(6).dividedBy(5));
    await("the candidate pauses")
        .atMost(REAL_LIMIT)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> time.nextDeadline().filter(due -> due.isBefore(latest)).isPresent());
  }

  @Test
  void freesTheLeaseAndStandsAgainWhenTheWorkDoesNotStart() throws Exception {
    Supplier<AutoCloseable> failingOnce =
        () -> {
          if (starts.incrementAndGet() == 1) {
            throw new IllegalStateException("no port is free");
          }
          return work();
        };
    try (var api = new ScriptedApi();
        var client = api.client();
        var election = elect(client, failingOnce)) {
      letLead(api);
      api.next().answer(200, FOREIGN.formatted("me"));
      var release = api.next();
      assertThat(release.line()).isEqualTo("PUT " + LEASE);
      assertThat(release.body()).contains("\"holderIdentity\":\"\"");
      assertThat(election.isLeading()).isFalse();
      release.answer(200, release.body());
      awaitRetry();
      pass(3);
      api.next().answer(200, FOREIGN.formatted(""));
      var take = api.next();
      take.answer(200, take.body());
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      api.crash();
    }
  }
}
