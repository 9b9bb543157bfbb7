package dev.quarterdeck.agent.register;

import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the node presents itself.
 *
 * @param addresses internal addresses, the first one primary
 * @param port where it serves logs, exec and metrics
 * @param labels beside those every node has
 * @param taints only for a node that registers for the first time
 * @param maxPods how many pods it takes
 * @param leaseRenewal how often the lease is renewed; it lasts four times as long
 * @param statusPeriod how often the status is looked at and written if it changed
 * @param statusReport how often it is written in any case
 */
public record NodeSpec(
    String name,
    List<String> addresses,
    int port,
    Map<String, String> labels,
    List<Taint> taints,
    int maxPods,
    Duration leaseRenewal,
    Duration statusPeriod,
    Duration statusReport) {

  private static final int LEASE_LASTS = 4;

  /** How long the lease lasts without a renewal. */
  public int leaseSeconds() {
    return Math.toIntExact(Math.max(1, leaseRenewal.multipliedBy(LEASE_LASTS).toSeconds()));
  }
}
