package dev.quarterdeck.agent.register;

import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The configuration of the node that the agent registers.
 *
 * @param addresses the internal addresses, the primary one first
 * @param port the port of logs, exec and metrics
 * @param labels the labels in addition to those of every node
 * @param taints the taints of a node that registers for the first time
 * @param maxPods the maximum number of pods
 * @param leaseRenewal how often the Lease is renewed; its duration is four times as long
 * @param statusPeriod how often the status is computed, and written if it has changed
 * @param statusReport how often the status is written although it has not changed
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

  /** The Lease's duration in seconds. */
  public int leaseSeconds() {
    return Math.toIntExact(Math.max(1, leaseRenewal.multipliedBy(LEASE_LASTS).toSeconds()));
  }
}
