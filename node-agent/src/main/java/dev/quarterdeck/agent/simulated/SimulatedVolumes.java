package dev.quarterdeck.agent.simulated;

import dev.quarterdeck.agent.worker.PodVolumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The volumes of simulated containers: none, since no process reads them. */
public final class SimulatedVolumes implements PodVolumes {

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
