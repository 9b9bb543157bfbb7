package dev.quarterdeck.client.election;

import java.time.Duration;
import java.time.Instant;

/** Decides what a candidate does about the lease it sees (client-go's tryAcquireOrRenew). */
final class ElectionPlan {

  /** What to do. */
  sealed interface Action {
    /** There is no lease: make one. */
    record Create(LeaseRecord lease) implements Action {}

    /** Take or renew it, guarded by the version that was seen. */
    record Write(LeaseRecord lease) implements Action {}

    /** Someone else leads. */
    record Wait(String leader) implements Action {}
  }

  private ElectionPlan() {}

  /**
   * @param seen the lease as it is, null when there is none
   * @param unchangedFor how long this candidate has seen the lease as it is, by its own clock:
   *     clocks of different machines are never compared
   */
  static Action next(
      String identity,
      Duration leaseDuration,
      LeaseRecord seen,
      Duration unchangedFor,
      Instant now) {
    if (seen == null) {
      return new Action.Create(new LeaseRecord(identity, leaseDuration, now, now, 0));
    }
    if (seen.holder().equals(identity)) {
      return new Action.Write(
          new LeaseRecord(identity, leaseDuration, seen.acquired(), now, seen.transitions()));
    }
    if (!seen.holder().isEmpty() && unchangedFor.compareTo(seen.duration()) < 0) {
      return new Action.Wait(seen.holder());
    }
    return new Action.Write(
        new LeaseRecord(identity, leaseDuration, now, now, seen.transitions() + 1));
  }

  /** The lease of a leader who steps down: free at once. */
  static LeaseRecord released(LeaseRecord held, Instant now) {
    return new LeaseRecord("", Duration.ofSeconds(1), now, now, held.transitions());
  }
}
