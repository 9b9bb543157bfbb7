package dev.quarterdeck.cli.lab;

import java.time.Duration;

/** Periods of heartbeats, shorter than Kubernetes' defaults so that a dead host shows sooner. */
final class LabTimes {

  /** How often an agent renews its lease. */
  static final Duration LEASE_RENEWAL = Duration.ofSeconds(2);

  /** A node that has not renewed its lease for so long is unreachable. */
  static final Duration NODE_GRACE = Duration.ofSeconds(10);

  private LabTimes() {}
}
