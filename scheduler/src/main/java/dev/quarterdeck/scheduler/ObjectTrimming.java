package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.informer.SharedParts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Set;

/**
 * Drops from mirrored objects what scheduling never looks at; most of a pod's size is that. What is
 * left is much the same in all pods of one owner, so equal parts are kept once.
 */
final class ObjectTrimming {

  private static final Set<String> CONDITIONS = Set.of("PodScheduled", "PodResizePending");

  private final SharedParts shared = new SharedParts();

  Pod pod(Pod pod) {
    metadata(pod.getMetadata());
    spec(pod.getSpec());
    pod.setSpec(shared.once(pod.getSpec()));
    pod.setStatus(shared.once(status(pod.getStatus(), pod.getSpec())));
    return pod;
  }

  private void metadata(ObjectMeta metadata) {
    metadata.setAnnotations(null);
    metadata.setFinalizers(null);
    metadata.setLabels(shared.once(metadata.getLabels()));
    metadata.setOwnerReferences(shared.once(metadata.getOwnerReferences()));
  }

  private static void spec(PodSpec spec) {
    spec.setContainers(spec.getContainers().stream().map(ObjectTrimming::container).toList());
    spec.setInitContainers(
        spec.getInitContainers().stream().map(ObjectTrimming::container).toList());
    spec.setEphemeralContainers(List.of());
    spec.setVolumes(List.of());
    spec.setHostAliases(List.of());
    spec.setSecurityContext(null);
    spec.setDnsConfig(null);
  }

  private static Container container(Container full) {
    var slim = new Container();
    slim.setName(full.getName());
    slim.setResources(full.getResources());
    slim.setPorts(full.getPorts());
    slim.setRestartPolicy(full.getRestartPolicy());
    return slim;
  }

  private static PodStatus status(PodStatus full, PodSpec spec) {
    var slim = new PodStatus();
    if (full != null) {
      slim.setPhase(full.getPhase());
      slim.setNominatedNodeName(full.getNominatedNodeName());
      slim.setConditions(
          full.getConditions().stream().filter(c -> CONDITIONS.contains(c.getType())).toList());
      slim.setResources(full.getResources());
      slim.setAllocatedResources(full.getAllocatedResources());
      slim.setContainerStatuses(resized(full.getContainerStatuses(), spec.getContainers()));
      slim.setInitContainerStatuses(
          resized(full.getInitContainerStatuses(), spec.getInitContainers()));
    }
    return slim;
  }

  /** Keeps only what differs from the spec, which is so during a resize in place. */
  private static List<ContainerStatus> resized(
      List<ContainerStatus> statuses, List<Container> containers) {
    return statuses.stream()
        .filter(status -> status.getResources() != null)
        .filter(status -> containers.stream().noneMatch(c -> isAsWanted(status, c)))
        .map(ObjectTrimming::status)
        .toList();
  }

  private static boolean isAsWanted(ContainerStatus status, Container container) {
    return container.getName().equals(status.getName())
        && status.getResources().equals(container.getResources())
        && (container.getResources() == null
            || status.getAllocatedResources() == null
            || status.getAllocatedResources().isEmpty()
            || status.getAllocatedResources().equals(container.getResources().getRequests()));
  }

  private static ContainerStatus status(ContainerStatus full) {
    var slim = new ContainerStatus();
    slim.setName(full.getName());
    slim.setResources(full.getResources());
    slim.setAllocatedResources(full.getAllocatedResources());
    return slim;
  }

  static Node node(Node node) {
    node.getMetadata().setAnnotations(null);
    if (node.getStatus() != null) {
      node.getStatus().setImages(List.of());
      node.getStatus().setConditions(List.of());
      node.getStatus().setNodeInfo(null);
    }
    return node;
  }

  static PartialObjectMetadata namespace(PartialObjectMetadata namespace) {
    namespace.getMetadata().setAnnotations(null);
    return namespace;
  }
}
