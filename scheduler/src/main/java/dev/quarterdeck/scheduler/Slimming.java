package dev.quarterdeck.scheduler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;

/** Drops from mirrored objects what scheduling never looks at; most of a pod's size is that. */
final class Slimming {

  private Slimming() {}

  static Pod pod(Pod pod) {
    metadata(pod.getMetadata());
    spec(pod.getSpec());
    pod.setStatus(status(pod.getStatus()));
    return pod;
  }

  private static void metadata(ObjectMeta metadata) {
    metadata.setAnnotations(null);
    metadata.setFinalizers(null);
  }

  private static void spec(PodSpec spec) {
    spec.setContainers(spec.getContainers().stream().map(Slimming::container).toList());
    spec.setInitContainers(spec.getInitContainers().stream().map(Slimming::container).toList());
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

  private static PodStatus status(PodStatus full) {
    var slim = new PodStatus();
    if (full != null) {
      slim.setPhase(full.getPhase());
      slim.setConditions(
          full.getConditions().stream().filter(c -> c.getType().equals("PodScheduled")).toList());
    }
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
}
