package dev.quarterdeck.client.election;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.election.ElectionPlan.Action;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that one candidate makes about its Lease. It keeps no state, so an attempt that was
 * given up, because its answer took too long, has no effect on later ones.
 */
final class LeaseAttempt {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseAttempt.class);
  private static final int RELEASE_TRIES = 3;

  /**
   * What a candidate knows of the lease.
   *
   * @param lease as last seen, null when there was none
   * @param sinceNanos when it was first seen so, by {@link Time#nanos}
   */
  record Sight(LeaseRecord lease, long sinceNanos) {}

  /**
   * The result of an attempt.
   *
   * @param held the lease is this candidate's
   */
  record Outcome(boolean held, Sight sight) {}

  private final KubernetesClient client;
  private final ObjectKey name;
  private final String identity;
  private final Duration leaseDuration;
  private final Time time;

  LeaseAttempt(
      KubernetesClient client, ObjectKey name, String identity, Duration leaseDuration, Time time) {
    this.client = client;
    this.name = name;
    this.identity = identity;
    this.leaseDuration = leaseDuration;
    this.time = time;
  }

  /**
   * Reads the lease and takes or renews it, if it may. Fails without an exception.
   *
   * @param before what was known of the lease
   */
  Outcome tryHold(Sight before) {
    var sight = before;
    try {
      var current = resource().get();
      sight = look(current, before);
      return switch (ElectionPlan.next(
          identity, leaseDuration, sight.lease, unchangedFor(sight), time.instant())) {
        case Action.Create(var record) -> {
          client.resource(fresh(record)).create();
          yield held(record);
        }
        case Action.Write(var record) -> {
          write(current, record);
          yield held(record);
        }
        case Action.Wait _ -> new Outcome(false, sight);
      };
    } catch (KubernetesClientException e) {
      LOG.debug("lease not held lease={} error=\"{}\"", name, ApiClient.reason(e));
    } catch (RuntimeException e) {
      LOG.error("lease not held lease={}", name, e);
    }
    return new Outcome(false, sight);
  }

  /** Frees the lease if it is this candidate's, so that others need not wait for its end. */
  void release() {
    for (var left = RELEASE_TRIES; left > 0; left--) {
      try {
        var current = resource().get();
        if (current != null && identity.equals(record(current).holder())) {
          write(current, ElectionPlan.released(record(current), time.instant()));
        }
        return;
      } catch (KubernetesClientException e) {
        // A renewal that was given up may have been written between the read and the write.
        if (e.getCode() != 409 || left == 1) {
          LOG.info(
              "lease not freed, it will expire lease={} error=\"{}\"", name, ApiClient.reason(e));
          return;
        }
      }
    }
  }

  private Duration unchangedFor(Sight sight) {
    return Duration.ofNanos(time.nanos() - sight.sinceNanos);
  }

  private Outcome held(LeaseRecord record) {
    return new Outcome(true, new Sight(record, time.nanos()));
  }

  private Sight look(Lease current, Sight before) {
    var record = current == null ? null : record(current);
    return Objects.equals(record, before.lease) ? before : new Sight(record, time.nanos());
  }

  private static LeaseRecord record(Lease lease) {
    return lease.getSpec() == null ? LeaseRecord.FREE : LeaseRecord.of(lease.getSpec());
  }

  private void write(Lease current, LeaseRecord record) {
    var next = new LeaseBuilder(current).withSpec(record.toSpec()).build();
    client.resource(next).lockResourceVersion().update();
  }

  private Lease fresh(LeaseRecord record) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(name.namespace())
        .withName(name.name())
        .endMetadata()
        .withSpec(record.toSpec())
        .build();
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(name.namespace()).withName(name.name());
  }
}
