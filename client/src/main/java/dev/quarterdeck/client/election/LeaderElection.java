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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something on one of several candidates at a time, by a coordination.k8s.io/v1 Lease, with
 * client-go's rules: a leader that could not renew for {@link Timing#renewDeadline} stops; others
 * take over once they saw no renewal for the lease's duration.
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

  /** Called from the election's thread; both must return soon. */
  public interface Candidate {
    void startLeading();

    /** Leadership is lost or given up; called only after {@link #startLeading}. */
    void stopLeading();
  }

  private final KubernetesClient client;
  private final ObjectKey lease;
  private final String identity;
  private final Timing timing;
  private final InstantSource clock;
  private final Candidate candidate;
  private final Background thread;

  private LeaseRecord seen;
  private Instant changedAt = Instant.EPOCH;
  private Instant renewedAt = Instant.EPOCH;
  private volatile boolean leading;

  /**
   * @param lease namespace and name of the Lease
   * @param identity names this candidate; unique among them
   */
  public LeaderElection(
      KubernetesClient client,
      ObjectKey lease,
      String identity,
      Timing timing,
      InstantSource clock,
      Candidate candidate) {
    this.client = client;
    this.lease = lease;
    this.identity = identity;
    this.timing = timing;
    this.clock = clock;
    this.candidate = candidate;
    thread = new Background("election-" + lease.name(), STOP_LIMIT, this::run);
  }

  public LeaderElection start() {
    thread.start();
    return this;
  }

  public boolean isLeading() {
    return leading;
  }

  /** Stops; a leader stops leading and then frees the lease, so that another need not wait. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    try {
      while (true) {
        step();
        Thread.sleep(pause());
      }
    } catch (InterruptedException stopped) {
      stepDown();
    }
  }

  private Duration pause() {
    // Waiting candidates spread out, as client-go's jitter of 1.2 does.
    return leading
        ? timing.retryPeriod
        : Duration.ofMillis(
            (long)
                (timing.retryPeriod.toMillis()
                    * (1 + 0.2 * ThreadLocalRandom.current().nextDouble())));
  }

  private void step() {
    var held = tryHold();
    if (held) {
      renewedAt = clock.instant();
      if (!leading) {
        LOG.info("leading lease={} identity={}", lease, identity);
        leading = true;
        candidate.startLeading();
      }
    } else if (leading && leadershipIsOver()) {
      LOG.warn("lost the lead lease={} identity={}", lease, identity);
      leading = false;
      candidate.stopLeading();
    }
  }

  private boolean leadershipIsOver() {
    var taken = seen != null && !seen.holder().equals(identity);
    return taken || !clock.instant().isBefore(renewedAt.plus(timing.renewDeadline));
  }

  private boolean tryHold() {
    try {
      var current = resource().get();
      observe(current);
      return switch (ElectionPlan.decide(
          identity, timing.leaseDuration, seen, changedAt, clock.instant())) {
        case Action.Create(var record) -> {
          client.resource(fresh(record)).create();
          yield true;
        }
        case Action.Write(var record) -> {
          write(current, record);
          yield true;
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
    leading = false;
    candidate.stopLeading();
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
