package dev.quarterdeck.client.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.election.ElectionPlan.Action;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ElectionPlanTest {

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final Instant EARLIER = NOW.minusSeconds(30);

  private static LeaseRecord heldBy(String holder) {
    return new LeaseRecord(holder, LEASE, EARLIER, EARLIER, 4);
  }

  private static Action decide(LeaseRecord seen, Instant changedAt) {
    return ElectionPlan.next("me", LEASE, seen, Duration.between(changedAt, NOW), NOW);
  }

  @Test
  void makesTheLeaseWhenThereIsNone() {
    assertThat(decide(null, Instant.EPOCH))
        .isEqualTo(new Action.Create(new LeaseRecord("me", LEASE, NOW, NOW, 0)));
  }

  @Test
  void renewsItsOwn() {
    assertThat(decide(heldBy("me"), EARLIER))
        .isEqualTo(new Action.Write(new LeaseRecord("me", LEASE, EARLIER, NOW, 4)));
  }

  @Test
  void waitsWhileAnotherRenewsHoweverOldItsClockSaysTheRenewalIs() {
    assertThat(decide(heldBy("other"), NOW.minusSeconds(14))).isEqualTo(new Action.Wait("other"));
  }

  @Test
  void takesOverOnceNoRenewalWasSeenForTheLeasesDuration() {
    assertThat(decide(heldBy("other"), NOW.minusSeconds(15)))
        .isEqualTo(new Action.Write(new LeaseRecord("me", LEASE, NOW, NOW, 5)));
  }

  @Test
  void takesAFreedLeaseAtOnce() {
    var freed = ElectionPlan.released(heldBy("other"), NOW);
    assertThat(decide(freed, NOW))
        .isEqualTo(new Action.Write(new LeaseRecord("me", LEASE, NOW, NOW, 5)));
  }
}
