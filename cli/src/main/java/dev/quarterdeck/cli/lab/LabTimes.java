package dev.quarterdeck.cli.lab;

import java.time.Duration;

/** A lab notices a dead host sooner than a fleet would. */
final class LabTimes {

  /** How often an agent renews its lease. */
  static final Duration LEASE_RENEWAL = Duration.ofSeconds(2);

  /** After this without a sign of life a node counts as unreachable. */
  static final Duration NODE_GRACE = Duration.ofSeconds(10);

  private LabTimes() {}
}
