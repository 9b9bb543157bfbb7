package dev.quarterdeck.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.election.LeaderElection;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sets of controllers that stand for one lease, against the real API server. */
class LeadershipTest {

  private static final ObjectKey LEASE = new ObjectKey("kube-system", "kube-controller-manager");

  // Small against the ten seconds within which a leader's request must be answered.
  private static final Duration STEP = Duration.ofMillis(100);

  private final SteppedTime time = new SteppedTime(Instant.now());
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private Cluster cluster;
  private Contender first;
  private Contender second;

  /** As a control plane's process runs them. */
  private final class Contender implements AutoCloseable {
    private final KubernetesClient client;
    private final LeaderElection election;
    private volatile Optional<Controllers> controllers = Optional.empty();

    Contender(String identity) {
      client = cluster.connectControllers(identity);
      election =
          new LeaderElection(
                  client,
                  LEASE,
                  identity,
                  LeaderElection.Timing.DEFAULT,
                  time,
                  new Random(),
                  this::begin)
              .start();
    }

    private AutoCloseable begin() {
      mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
      var begun =
          new Controllers(client, new SimpleMeterRegistry(), ControllersConfig.DEFAULT, time)
              .start();
      controllers = Optional.of(begun);
      return () -> {
        begun.close();
        controllers = Optional.empty();
        running.decrementAndGet();
      };
    }

    boolean isWorking() {
      return controllers.map(Controllers::isWorking).orElse(false);
    }

    @Override
    public void close() {
      election.close();
      client.close();
    }
  }

  @BeforeEach
  void start() {
    cluster = new Cluster();
    first = new Contender("first");
    await("the first leads", first::isWorking);
    second = new Contender("second");
  }

  @AfterEach
  void stop() {
    second.close();
    first.close();
    cluster.close();
  }

  private void await(String what, Callable<Boolean> condition) {
    Cluster.await(
        what,
        () -> {
          if (condition.call()) {
            return true;
          }
          time.advance(STEP);
          return false;
        });
  }

  private LeaseSpec lease() {
    return cluster
        .client
        .leases()
        .inNamespace(LEASE.namespace())
        .withName(LEASE.name())
        .get()
        .getSpec();
  }

  private void awaitRenewals(int count) {
    for (var i = 0; i < count; i++) {
      var before = lease().getRenewTime();
      await("a renewal", () -> !lease().getRenewTime().equals(before));
    }
  }

  /** Every namespace gets a ServiceAccount from them. */
  private void awaitWorkIn(String namespace) {
    var created =
        new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    cluster.client.resource(created).create();
    var accounts = cluster.client.serviceAccounts().inNamespace(namespace);
    await("work in " + namespace, () -> accounts.withName("default").get() != null);
  }

  @Test
  void oneWorksWhileTheOtherWaitsAndTakesOverAtOnceWhenTheFirstCloses() {
    awaitWorkIn("first-works");
    awaitRenewals(5);
    assertThat(lease().getHolderIdentity()).isEqualTo("first");
    assertThat(second.isWorking()).isFalse();
    first.close();
    await("the second leads", second::isWorking);
    awaitWorkIn("second-works");
    assertThat(lease().getHolderIdentity()).isEqualTo("second");
    assertThat(lease().getLeaseTransitions()).isEqualTo(1);
    assertThat(mostRunning).hasValue(1);
  }

  @Test
  void oneThatCannotRenewStopsBeforeTheOtherTakesOver() {
    cluster.lockOut("first");
    await("the second leads", second::isWorking);
    assertThat(first.isWorking()).isFalse();
    awaitWorkIn("second-works");
    assertThat(mostRunning).hasValue(1);
  }
}
