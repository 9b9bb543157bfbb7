package dev.quarterdeck.client.election;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.election.ElectionPlan.Action;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something on one of several candidates at a time, by a coordination.k8s.io/v1 Lease, with
 * client-go's rules: a leader that could not renew for {@link Timing#renewDeadline} stops; others
 * take over once they saw no renewal for the lease's duration. Where Kubernetes' processes end with
 * the lead, this one closes what ran and stands again.
 */
public final class LeaderElection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /**
   * client-go's three times.
   *
   * @param leaseDuration more than {@code renewDeadline}
   * @param renewDeadline more than {@code retryPeriod}
   */
  public record Timing(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public Timing {
      if (leaseDuration.compareTo(renewDeadline) <= 0
          || renewDeadline.compareTo(retryPeriod) <= 0
          || !retryPeriod.isPositive()) {
        throw new IllegalArgumentException(
            "leader election needs leaseDuration > renewDeadline > retryPeriod > 0");
      }
    }
  }

  private final KubernetesClient client;
  private final ObjectKey lease;
  private final String identity;
  private final Timing timing;
  private final InstantSource clock;
  private final Supplier<? extends AutoCloseable> work;
  private final Background thread;

  private LeaseRecord seen;
  private Instant changedAt = Instant.EPOCH;
  private Instant renewedAt = Instant.EPOCH;
  private AutoCloseable running;
  private volatile boolean leading;

  /**
   * @param lease namespace and name of the Lease
   * @param identity names this candidate; unique among them
   * @param work starts what runs while this candidate leads, and returns soon; what it returns is
   *     closed, within seconds, when the lead is lost or given up. Both from the election's thread
   */
  public LeaderElection(
      KubernetesClient client,
      ObjectKey lease,
      String identity,
      Timing timing,
      InstantSource clock,
      Supplier<? extends AutoCloseable> work) {
    this.client = client;
    this.lease = lease;
    this.identity = identity;
    this.timing = timing;
    this.clock = clock;
    this.work = work;
    thread = new Background("election-" + lease.name(), STOP_LIMIT, this::run);
  }

  public LeaderElection start() {
    thread.start();
    return this;
  }

  public boolean isLeading() {
    return leading;
  }

  /** Stops; a leader closes its work and then frees the lease, so that another need not wait. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    try {
      while (true) {
        if (leading) {
          stay();
        } else {
          stand();
        }
        Thread.sleep(pause());
      }
    } catch (InterruptedException stopped) {
      stepDown();
    }
  }

  private Duration pause() {
    if (leading) {
      var left = untilDeadline();
      return left.compareTo(timing.retryPeriod) < 0 ? left : timing.retryPeriod;
    }
    // Waiting candidates spread out, as client-go's jitter of 1.2 does.
    return Duration.ofMillis(
        (long)
            (timing.retryPeriod.toMillis() * (1 + 0.2 * ThreadLocalRandom.current().nextDouble())));
  }

  private void stand() {
    if (tryHold()) {
      renewedAt = clock.instant();
      LOG.info("leading lease={} identity={}", lease, identity);
      running = work.get();
      leading = true;
    }
  }

  private void stay() throws InterruptedException {
    if (renew()) {
      renewedAt = clock.instant();
    } else if (isTaken() || untilDeadline().isZero()) {
      LOG.warn("lost the lead lease={} identity={}", lease, identity);
      endWork();
    }
  }

  /** A server that is silent must not keep a leader past its deadline. */
  private boolean renew() throws InterruptedException {
    var held = new AtomicBoolean();
    var attempt = Thread.ofVirtual().name("renew-" + lease.name()).start(() -> held.set(tryHold()));
    try {
      attempt.join(untilDeadline());
    } finally {
      attempt.interrupt();
      attempt.join();
    }
    return held.get();
  }

  private boolean isTaken() {
    return seen != null && !seen.holder().equals(identity);
  }

  /** Zero when it has passed. */
  private Duration untilDeadline() {
    var left = Duration.between(clock.instant(), renewedAt.plus(timing.renewDeadline));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void endWork() {
    leading = false;
    try {
      running.close();
    } catch (Exception e) {
      LOG.warn("the leader's work did not end well lease={}", lease, e);
    }
    running = null;
  }

  private boolean tryHold() {
    try {
      var current = resource().get();
      observe(current);
      return switch (ElectionPlan.decide(
          identity, timing.leaseDuration, seen, changedAt, clock.instant())) {
        case Action.Create(var record) -> {
          client.resource(fresh(record)).create();
          yield hold(record);
        }
        case Action.Write(var record) -> {
          write(current, record);
          yield hold(record);
        }
        case Action.Wait _ -> false;
      };
    } catch (KubernetesClientException e) {
      LOG.debug("lease not held lease={} error=\"{}\"", lease, ApiClient.reason(e));
      return false;
    }
  }

  private void observe(Lease current) {
    var record =
        current == null || current.getSpec() == null ? null : LeaseRecord.of(current.getSpec());
    if (current != null && record == null) {
      record = new LeaseRecord("", Duration.ZERO, Instant.EPOCH, Instant.EPOCH, 0);
    }
    if (record == null || !record.equals(seen)) {
      seen = record;
      changedAt = clock.instant();
    }
  }

  private boolean hold(LeaseRecord record) {
    seen = record;
    changedAt = clock.instant();
    return true;
  }

  private void write(Lease current, LeaseRecord record) {
    var next = new LeaseBuilder(current).withSpec(record.toSpec()).build();
    client.resource(next).lockResourceVersion().update();
  }

  private Lease fresh(LeaseRecord record) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(lease.namespace())
        .withName(lease.name())
        .endMetadata()
        .withSpec(record.toSpec())
        .build();
  }

  private void stepDown() {
    if (!leading) {
      return;
    }
    endWork();
    try {
      var current = resource().get();
      if (current != null && identity.equals(current.getSpec().getHolderIdentity())) {
        var held = LeaseRecord.of(current.getSpec());
        write(current, ElectionPlan.released(held, clock.instant()));
      }
    } catch (KubernetesClientException e) {
      LOG.info("lease not freed, it will expire lease={} error=\"{}\"", lease, ApiClient.reason(e));
    }
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(lease.namespace()).withName(lease.name());
  }
}
