package dev.quarterdeck.client.election;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What a Lease says about who leads (client-go's LeaderElectionRecord).
 *
 * @param holder identity of the leader, empty when given up
 * @param duration how long others must see no change before they may take over
 * @param transitions how often leadership has changed hands
 */
record LeaseRecord(
    String holder, Duration duration, Instant acquired, Instant renewed, int transitions) {

  /** A lease that nobody has ever held. */
  static final LeaseRecord FREE =
      new LeaseRecord("", Duration.ZERO, Instant.EPOCH, Instant.EPOCH, 0);

  static LeaseRecord of(LeaseSpec spec) {
    var seconds = Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0);
    return new LeaseRecord(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        Duration.ofSeconds(seconds),
        spec.getAcquireTime() == null ? Instant.EPOCH : spec.getAcquireTime().toInstant(),
        spec.getRenewTime() == null ? Instant.EPOCH : spec.getRenewTime().toInstant(),
        Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
  }

  LeaseSpec toSpec() {
    return new LeaseSpecBuilder()
        .withHolderIdentity(holder)
        .withLeaseDurationSeconds(Math.toIntExact(Math.max(1, duration.toSeconds())))
        .withAcquireTime(acquired.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
        .withRenewTime(renewed.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
        .withLeaseTransitions(transitions)
        .build();
  }
}
