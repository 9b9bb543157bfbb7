package dev.quarterdeck.client.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.ScriptedApi;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaderElectionTest {

  private static final LeaderElection.Timing FAST =
      new LeaderElection.Timing(
          Duration.ofMillis(400), Duration.ofMillis(200), Duration.ofMillis(20));

  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/sched";

  private static final String FOREIGN =
      """
      {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
       "metadata":{"namespace":"kube-system","name":"sched","resourceVersion":"7"},
       "spec":{"holderIdentity":"%s","leaseDurationSeconds":1,"leaseTransitions":3}}
      """;

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private AutoCloseable work() {
    started.countDown();
    return stopped::countDown;
  }

  private LeaderElection elect(KubernetesClient client) {
    return new LeaderElection(
            client,
            new ObjectKey("kube-system", "sched"),
            "me",
            FAST,
            InstantSource.system(),
            this::work)
        .start();
  }

  /** Answers the first requests, by which the lease is made. */
  private static void letLead(ScriptedApi api) throws InterruptedException {
    var get = api.next();
    assertThat(get.line()).isEqualTo("GET " + LEASE);
    get.answer(404, "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\"}");
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
      api.crash();
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
      assertThat(api.next().line()).isEqualTo("GET " + LEASE);
      // Nothing is answered, and a request alone would wait for half a minute.
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
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      api.next().answer(500, "{\"kind\":\"Status\",\"code\":500}");
      assertThat(api.next().line()).isEqualTo("GET " + LEASE);
      assertThat(election.isLeading()).isTrue();
      assertThat(stopped.getCount()).isOne();
      api.crash(); // Else stepping down would wait for an answer.
    }
  }
}
