package dev.quarterdeck.agent.probe;

import java.time.Duration;

/** Makes one attempt; blocks for about {@code timeout} at most. */
@FunctionalInterface
interface ProbeAction {
  ProbeResult attempt(Duration timeout) throws InterruptedException;
}
