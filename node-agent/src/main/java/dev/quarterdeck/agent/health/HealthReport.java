package dev.quarterdeck.agent.health;

import java.util.Optional;

/** Tells whether the container runtime works. Its methods never block. */
public interface HealthReport {

  /** Why the node is not ready; empty while it is ready. */
  Optional<String> notReady();

  /**
   * Why a call to the runtime would only wait for its deadline; empty while the runtime answers.
   */
  Optional<String> unresponsive();
}
