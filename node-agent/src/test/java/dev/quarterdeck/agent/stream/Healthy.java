package dev.quarterdeck.agent.stream;

import dev.quarterdeck.agent.health.HealthReport;
import java.util.Optional;

/** A node on which all is well. */
enum Healthy implements HealthReport {
  REPORT;

  @Override
  public Optional<String> notReady() {
    return Optional.empty();
  }

  @Override
  public Optional<String> unresponsive() {
    return Optional.empty();
  }
}
