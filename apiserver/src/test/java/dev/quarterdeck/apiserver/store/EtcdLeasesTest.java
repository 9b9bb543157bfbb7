package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("etcd")
@Timeout(60)
class EtcdLeasesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void keysOfOneMinuteShareALease() {
    var time = new SteppedTime(Instant.EPOCH);
    try (var etcd = EtcdFixture.start();
        var connection = new EtcdConnection(EtcdConfig.plain(etcd.endpoint()), Time.system())) {
      var calls =
          new EtcdCalls(connection.channel(), Duration.ofSeconds(5), new SimpleMeterRegistry());
      var leases = new EtcdLeases(calls, time);

      var first = leases.leaseFor(HOUR);
      time.advance(Duration.ofSeconds(59));
      assertThat(leases.leaseFor(HOUR)).isEqualTo(first);
      assertThat(leases.leaseFor(Duration.ofHours(2))).as("another time").isNotEqualTo(first);

      time.advance(Duration.ofSeconds(1));
      var second = leases.leaseFor(HOUR);
      assertThat(second).as("a minute later").isNotEqualTo(first);

      leases.forget(second);
      var third = leases.leaseFor(HOUR);
      assertThat(third).as("once it is gone").isNotEqualTo(second);

      var used = new HashSet<Long>();
      for (var i = 0; i < 1_001; i++) {
        used.add(leases.leaseFor(HOUR));
      }
      assertThat(used).as("not more than 1,000 keys each").hasSize(2).contains(third);
    }
  }

  @Test
  void createGetsANewLeaseWhenTheSharedOneIsGone() {
    try (var etcd = EtcdFixture.start();
        var connection = new EtcdConnection(EtcdConfig.plain(etcd.endpoint()), Time.system())) {
      var calls =
          new EtcdCalls(connection.channel(), Duration.ofSeconds(5), new SimpleMeterRegistry());
      var leases = new EtcdLeases(calls, new SteppedTime(Instant.EPOCH));
      var writes = new EtcdWrites(calls, leases);
      writes.create("/registry/a", new byte[] {1}, HOUR);
      revoke(calls, leases.leaseFor(HOUR));

      assertThat(writes.create("/registry/b", new byte[] {1}, HOUR))
          .isInstanceOf(Store.WriteResult.Written.class);
    }
  }

  private static void revoke(EtcdCalls calls, long lease) {
    calls.send(
        "leaseRevoke",
        "leases",
        io.etcd.jetcd.api.LeaseGrpc.getLeaseRevokeMethod(),
        io.etcd.jetcd.api.LeaseRevokeRequest.newBuilder().setID(lease).build());
  }
}
