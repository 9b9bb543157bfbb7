package dev.quarterdeck.client.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.ScriptedApi;
import dev.quarterdeck.model.ObjectKey;
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

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final LeaderElection.Candidate candidate =
      new LeaderElection.Candidate() {
        @Override
        public void startLeading() {
          started.countDown();
        }

        @Override
        public void stopLeading() {
          stopped.countDown();
        }
      };

  @Test
  void leadsOnceTheLeaseIsMadeAndStopsWhenItCannotRenew() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var election =
            new LeaderElection(
                client,
                new ObjectKey("kube-system", "sched"),
                "me",
                FAST,
                InstantSource.system(),
                candidate)) {
      election.start();
      var get = api.next();
      assertThat(get.line())
          .isEqualTo("GET /apis/coordination.k8s.io/v1/namespaces/kube-system/leases/sched");
      get.answer(404, "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\"}");
      var create = api.next();
      assertThat(create.line()).startsWith("POST /apis/coordination.k8s.io/v1/");
      assertThat(create.body()).contains("\"holderIdentity\":\"me\"", "\"leaseTransitions\":0");
      create.answer(201, create.body());
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      api.crash();
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(election.isLeading()).isFalse();
    }
  }
}
