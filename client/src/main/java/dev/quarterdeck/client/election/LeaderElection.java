package dev.quarterdeck.client.election;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.election.LeaseAttempt.Outcome;
import dev.quarterdeck.client.election.LeaseAttempt.Sight;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Latch;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs some work on one of several candidates at a time, by a coordination.k8s.io/v1 Lease, with
 * client-go's rules: a leader that could not renew for {@link Timing#renewDeadline} stops; others
 * take over once they saw no renewal for the lease's duration. Where Kubernetes' processes exit
 * when they lose the lead, this one closes the work and becomes a candidate again.
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

  private final ObjectKey lease;
  private final String identity;
  private final Timing timing;
  private final Time time;
  private final RandomGenerator random;
  private final Supplier<? extends AutoCloseable> work;
  private final LeaseAttempt attempt;
  private final Background thread;

  private Sight sight = new Sight(null, 0);
  private long renewedAt;
  private volatile AutoCloseable running;

  /**
   * @param lease namespace and name of the Lease
   * @param identity names this candidate; unique among them
   * @param random spreads the candidates' tries; only the election's own thread uses it
   * @param work starts what runs while this candidate leads, and returns soon; what it returns is
   *     closed, within seconds, when the lead is lost or given up. Both from the election's thread.
   *     When it throws, the lease is freed and the candidate stands again
   */
  public LeaderElection(
      KubernetesClient client,
      ObjectKey lease,
      String identity,
      Timing timing,
      Time time,
      RandomGenerator random,
      Supplier<? extends AutoCloseable> work) {
    this.lease = lease;
    this.identity = identity;
    this.timing = timing;
    this.time = time;
    this.random = random;
    this.work = work;
    attempt = new LeaseAttempt(client, lease, identity, timing.leaseDuration, time);
    thread = new Background("election-" + lease.name(), STOP_LIMIT, time, this::run);
  }

  public LeaderElection start() {
    thread.start();
    return this;
  }

  public boolean isLeading() {
    return running != null;
  }

  /** Stops; a leader closes its work and then frees the lease, so that another need not wait. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() throws InterruptedException {
    try {
      while (true) {
        if (isLeading()) {
          stay();
        } else {
          stand();
        }
        time.sleep(pause());
      }
    } catch (InterruptedException stopped) {
      if (isLeading()) {
        endWork();
        attempt.release();
      }
      throw stopped;
    }
  }

  private Duration pause() {
    if (isLeading()) {
      var left = untilDeadline();
      return left.compareTo(timing.retryPeriod) < 0 ? left : timing.retryPeriod;
    }
    // Waiting candidates spread out, as client-go's jitter of 1.2 does.
    return Duration.ofNanos(
        (long) (timing.retryPeriod.toNanos() * (1 + 0.2 * random.nextDouble())));
  }

  private void stand() throws InterruptedException {
    var begun = time.nanos();
    if (tryHold(timing.renewDeadline)) {
      renewedAt = begun;
      LOG.info("leading lease={} identity={}", lease, identity);
      startWork();
    }
  }

  private void startWork() throws InterruptedException {
    try {
      running = work.get();
    } catch (RuntimeException | Error e) {
      LOG.error("the leader's work did not start lease={} identity={}", lease, identity, e);
      var stopped = Thread.interrupted();
      attempt.release();
      if (stopped) {
        throw new InterruptedException();
      }
    }
  }

  private void stay() throws InterruptedException {
    // Others count the lease's duration from the write at the earliest, so the deadline counts from
    // before it.
    var begun = time.nanos();
    if (tryHold(untilDeadline())) {
      renewedAt = begun;
    } else if (isTaken() || untilDeadline().isZero()) {
      LOG.warn("lost the lead lease={} identity={}", lease, identity);
      endWork();
    }
  }

  /**
   * Tries to take or renew the lease. A server that is silent must not keep a leader past its
   * deadline, so an attempt that lasts longer is told to stop and left alone.
   */
  private boolean tryHold(Duration limit) throws InterruptedException {
    var before = sight;
    var outcome = new AtomicReference<>(new Outcome(false, before));
    var done = new Latch(time);
    var requests =
        Thread.ofVirtual()
            .name("lease-" + lease.name())
            .start(
                () -> {
                  try {
                    outcome.set(attempt.tryHold(before));
                  } finally {
                    done.open();
                  }
                });
    try {
      if (!done.await(limit)) {
        return false;
      }
    } finally {
      requests.interrupt();
    }
    sight = outcome.get().sight();
    return outcome.get().held();
  }

  private boolean isTaken() {
    return sight.lease() != null && !sight.lease().holder().equals(identity);
  }

  /** Zero when it has passed. */
  private Duration untilDeadline() {
    var left = timing.renewDeadline.minusNanos(time.nanos() - renewedAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void endWork() {
    var ending = running;
    running = null;
    try {
      ending.close();
    } catch (Exception e) {
      LOG.warn("the leader's work did not end well lease={}", lease, e);
    }
  }
}
