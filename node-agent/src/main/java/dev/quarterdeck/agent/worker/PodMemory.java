package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodFacts.Stop;
import dev.quarterdeck.agent.plan.PodFacts.Trouble;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a pod's worker knows that neither the API server nor the runtime does. All of it may be lost
 * with the agent: then steps are tried again sooner, nothing worse.
 */
final class PodMemory {

  final Map<String, Trouble> troubles = new HashMap<>();
  // container ids whose preStop hook has run; written by the threads that kill
  final Set<String> preStopped = ConcurrentHashMap.newKeySet();
  Optional<Stop> stop = Optional.empty();
  Optional<Instant> stoppingSince = Optional.empty();
  boolean released;
}
