package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pod's status says about resources that differ from those of its spec while it is being
 * resized in place.
 *
 * @param containers statuses of main containers and sidecars that report resources, by name
 * @param pod empty unless the status reports resources of the pod itself
 * @param infeasible the node can never offer what the spec wants
 */
record Resize(
    Map<String, ContainerStatus> containers, Optional<PodStatus> pod, boolean infeasible) {

  static final Resize NONE = new Resize(Map.of(), Optional.empty(), false);

  static Resize of(Pod pod) {
    var status = pod.getStatus();
    if (status == null) {
      return NONE;
    }
    var reported = new HashMap<String, ContainerStatus>();
    Stream.concat(
            status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
        .filter(container -> container.getResources() != null)
        .forEach(container -> reported.put(container.getName(), container));
    pod.getSpec().getInitContainers().stream()
        .filter(init -> !PodContainers.isSidecar(init))
        .map(Container::getName)
        .forEach(reported::remove);
    return new Resize(
        reported, Optional.of(status).filter(s -> s.getResources() != null), isInfeasible(status));
  }

  private static boolean isInfeasible(PodStatus status) {
    return status.getConditions().stream()
        .filter(condition -> "PodResizePending".equals(condition.getType()))
        .findFirst()
        .filter(condition -> "Infeasible".equals(condition.getReason()))
        .isPresent();
  }

  ResourceAmounts ofContainer(String name, Map<String, Quantity> wanted) {
    var status = containers.get(name);
    return status == null
        ? ResourceAmounts.of(wanted)
        : largest(
            wanted, PodResources.requestsOf(status.getResources()), status.getAllocatedResources());
  }

  ResourceAmounts ofPod(Map<String, Quantity> wanted) {
    return pod.map(
            status ->
                largest(
                    wanted,
                    PodResources.requestsOf(status.getResources()),
                    status.getAllocatedResources()))
        .orElseGet(() -> ResourceAmounts.of(wanted));
  }

  private ResourceAmounts largest(
      Map<String, Quantity> wanted,
      Map<String, Quantity> inEffect,
      Map<String, Quantity> allocated) {
    var given = ResourceAmounts.of(inEffect).max(ResourceAmounts.of(allocated));
    return infeasible ? given : given.max(ResourceAmounts.of(wanted));
  }
}
