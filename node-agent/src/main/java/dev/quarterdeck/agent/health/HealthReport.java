package dev.quarterdeck.agent.health;

import java.util.Optional;

/** What those who serve requests ask about the container runtime; never blocks. */
public interface HealthReport {

  /** Why the node is not ready; empty while it is. */
  Optional<String> notReady();

  /** Why a call to the runtime would wait in vain; empty while the runtime answers. */
  Optional<String> unresponsive();
}
