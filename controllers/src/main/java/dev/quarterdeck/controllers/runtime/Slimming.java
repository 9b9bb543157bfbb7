package dev.quarterdeck.controllers.runtime;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import java.util.Map;

/**
 * Cuts objects down to what controllers read. Thousands of pods are held at once, and most of a
 * pod's text is about how to run it, which only its node has to know.
 */
final class Slimming {

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private Slimming() {}

  static Pod pod(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    var cost = annotations == null ? null : annotations.get(DELETION_COST);
    pod.getMetadata().setAnnotations(cost == null ? Map.of() : Map.of(DELETION_COST, cost));
    pod.setSpec(pod.getSpec() == null ? new PodSpec() : spec(pod.getSpec()));
    pod.setStatus(pod.getStatus() == null ? new PodStatus() : status(pod.getStatus()));
    return pod;
  }

  private static PodSpec spec(PodSpec spec) {
    return new PodSpecBuilder()
        .withNodeName(spec.getNodeName())
        .withHostname(spec.getHostname())
        .withSubdomain(spec.getSubdomain())
        .withTolerations(spec.getTolerations())
        .withContainers(spec.getContainers().stream().map(Slimming::ports).toList())
        .withInitContainers(sidecars(spec.getInitContainers()))
        .build();
  }

  /** Restartable init containers may carry named ports, too. */
  private static List<Container> sidecars(List<Container> containers) {
    return containers.stream()
        .filter(container -> "Always".equals(container.getRestartPolicy()))
        .map(Slimming::ports)
        .toList();
  }

  private static Container ports(Container container) {
    return new ContainerBuilder()
        .withName(container.getName())
        .withRestartPolicy(container.getRestartPolicy())
        .withPorts(container.getPorts())
        .build();
  }

  private static PodStatus status(PodStatus status) {
    return new PodStatusBuilder()
        .withPhase(status.getPhase())
        .withPodIP(status.getPodIP())
        .withPodIPs(status.getPodIPs())
        .withConditions(status.getConditions())
        .withContainerStatuses(
            status.getContainerStatuses().stream().map(Slimming::restarts).toList())
        .build();
  }

  private static ContainerStatus restarts(ContainerStatus status) {
    return new ContainerStatusBuilder()
        .withName(status.getName())
        .withRestartCount(status.getRestartCount())
        .build();
  }

  /** The image list is the bulk of a node's status. */
  static Node node(Node node) {
    if (node.getStatus() != null) {
      node.getStatus().setImages(List.of());
    }
    return node;
  }
}
