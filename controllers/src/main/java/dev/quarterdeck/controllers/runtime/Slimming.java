package dev.quarterdeck.controllers.runtime;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts objects down to what controllers read. Thousands of pods are held at once, and most of a
 * pod's text is about how to run it, which only its node has to know. What is left is much the same
 * in all pods of one owner, so equal parts are kept once: nobody may change what a mirror holds.
 */
final class Slimming {

  private static final int DISTINCT_PARTS = 10_000;

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private final Map<Object, Object> parts = new ConcurrentHashMap<>();

  @SuppressWarnings("unchecked")
  private <T> T once(T part) {
    if (part == null) {
      return null;
    }
    if (parts.size() > DISTINCT_PARTS) {
      parts.clear();
    }
    var first = parts.putIfAbsent(part, part);
    return first == null ? part : (T) first;
  }

  Pod pod(Pod pod) {
    var metadata = pod.getMetadata();
    metadata.setNamespace(once(metadata.getNamespace()));
    metadata.setLabels(once(metadata.getLabels()));
    metadata.setOwnerReferences(once(metadata.getOwnerReferences()));
    metadata.setGenerateName(null);
    var annotations = metadata.getAnnotations();
    var cost = annotations == null ? null : annotations.get(DELETION_COST);
    metadata.setAnnotations(cost == null ? Map.of() : Map.of(DELETION_COST, cost));
    pod.setSpec(pod.getSpec() == null ? new PodSpec() : spec(pod.getSpec()));
    pod.setStatus(pod.getStatus() == null ? new PodStatus() : status(pod.getStatus()));
    return pod;
  }

  private PodSpec spec(PodSpec spec) {
    var slim = new PodSpec();
    slim.setNodeName(once(spec.getNodeName()));
    slim.setHostname(spec.getHostname());
    slim.setSubdomain(once(spec.getSubdomain()));
    slim.setTolerations(once(spec.getTolerations()));
    slim.setContainers(once(spec.getContainers().stream().map(Slimming::ports).toList()));
    slim.setInitContainers(once(sidecars(spec.getInitContainers())));
    return slim;
  }

  /** Restartable init containers may carry named ports, too. */
  private List<Container> sidecars(List<Container> containers) {
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

  private PodStatus status(PodStatus status) {
    var slim = new PodStatus();
    slim.setPhase(once(status.getPhase()));
    slim.setPodIP(status.getPodIP());
    slim.setPodIPs(status.getPodIPs());
    slim.setConditions(status.getConditions());
    slim.getConditions().forEach(this::shareTexts);
    slim.setContainerStatuses(
        once(status.getContainerStatuses().stream().map(Slimming::restarts).toList()));
    return slim;
  }

  private void shareTexts(PodCondition condition) {
    condition.setType(once(condition.getType()));
    condition.setStatus(once(condition.getStatus()));
    condition.setReason(once(condition.getReason()));
  }

  private static ContainerStatus restarts(ContainerStatus status) {
    return new ContainerStatusBuilder()
        .withName(status.getName())
        .withRestartCount(status.getRestartCount())
        .build();
  }

  /** The image list is the bulk of a node's status. */
  Node node(Node node) {
    if (node.getStatus() != null) {
      node.getStatus().setImages(List.of());
    }
    return node;
  }
}
