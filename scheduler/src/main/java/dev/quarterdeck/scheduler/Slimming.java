package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.informer.SharedParts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;

/**
 * Drops from mirrored objects what scheduling never looks at; most of a pod's size is that. What is
 * left is much the same in all pods of one owner, so equal parts are kept once.
 */
final class Slimming {

  private final SharedParts shared = new SharedParts();

  Pod pod(Pod pod) {
    metadata(pod.getMetadata());
    spec(pod.getSpec());
    pod.setSpec(shared.once(pod.getSpec()));
    pod.setStatus(shared.once(status(pod.getStatus())));
    return pod;
  }

  private void metadata(ObjectMeta metadata) {
    metadata.setAnnotations(null);
    metadata.setFinalizers(null);
    metadata.setLabels(shared.once(metadata.getLabels()));
    metadata.setOwnerReferences(shared.once(metadata.getOwnerReferences()));
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
