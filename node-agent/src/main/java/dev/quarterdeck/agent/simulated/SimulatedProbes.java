package dev.quarterdeck.agent.simulated;

import dev.quarterdeck.agent.worker.ContainerProbes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The probes of simulated containers, which no probe can reach: a running container is ready. */
public final class SimulatedProbes implements ContainerProbes {

  private static final State READY = new State(true, true, Optional.empty());

  private final Set<String> running = ConcurrentHashMap.newKeySet();

  @Override
  public void start(Target target) {
    running.add(target.containerId());
  }

  @Override
  public void stop(String containerId) {
    running.remove(containerId);
  }

  @Override
  public State state(String containerId) {
    return running.contains(containerId) ? READY : State.INITIAL;
  }
}
