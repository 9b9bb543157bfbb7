package dev.quarterdeck.agent;

import dev.quarterdeck.agent.worker.ContainerProbes;
import dev.quarterdeck.agent.worker.PodVolumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What replaces the rooms that need processes and root while containers are only simulated. */
final class SimulatedRooms {

  private SimulatedRooms() {}

  /** Nobody reads these volumes: there are none. */
  static final class Volumes implements PodVolumes {
    @Override
    public void mount(Pod pod) {}

    @Override
    public List<HostMount> mountsOf(Pod pod, Container container, Map<String, String> environment) {
      return List.of();
    }

    @Override
    public List<HostMount> filesOf(Pod pod, Container container, int attempt, List<String> podIps) {
      return List.of();
    }

    @Override
    public String terminationMessage(
        Pod pod, Container container, int attempt, int exitCode, Path log) {
      return "";
    }

    @Override
    public void unmount(String podUid) {}

    @Override
    public Set<String> podsOnDisk() {
      return Set.of();
    }
  }

  /** Nobody answers on simulated addresses: a container is well as long as it runs. */
  static final class Probes implements ContainerProbes {
    private static final State WELL = new State(true, true, Optional.empty());
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
      return running.contains(containerId) ? WELL : State.INITIAL;
    }
  }
}
