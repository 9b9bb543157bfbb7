package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.plan.PodState.Stop;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of a pod's worker that neither the API server nor the runtime keeps. An agent that
 * restarts loses it and then only tries failed actions again sooner.
 */
final class WorkerState {

  final Map<String, ActionFailure> actionFailures = new HashMap<>();
  // ids of the containers whose preStop hook has run; the threads that stop containers add to it
  final Set<String> preStopped = ConcurrentHashMap.newKeySet();
  Optional<Stop> stop = Optional.empty();
  Optional<Instant> stoppingSince = Optional.empty();
  boolean released;
}
