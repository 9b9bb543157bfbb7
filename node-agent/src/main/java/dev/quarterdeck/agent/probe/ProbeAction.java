package dev.quarterdeck.agent.probe;

import java.time.Duration;

/** Makes one attempt; blocks for at most {@code timeout} and a little. */
@FunctionalInterface
interface ProbeAction {
  Outcome attempt(Duration timeout) throws InterruptedException;
}
