package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.SharedParts;
import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts objects down to the fields that controllers read. Thousands of pods are held at once, and
 * most of a pod's fields tell its node how to run it. The rest is much the same in all pods of one
 * owner, so equal parts are kept once: nobody may change what an informer's store holds.
 */
final class Slimming {

  /** Of pods. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "controller.kubernetes.io/pod-deletion-cost",
          "batch.kubernetes.io/job-completion-index",
          "batch.kubernetes.io/job-index-failure-count",
          "batch.kubernetes.io/job-index-ignored-failure-count");

  private final SharedParts shared = new SharedParts();

  Pod pod(Pod pod) {
    var metadata = pod.getMetadata();
    metadata.setLabels(shared.once(metadata.getLabels()));
    metadata.setOwnerReferences(shared.once(metadata.getOwnerReferences()));
    metadata.setGenerateName(null);
    metadata.setAnnotations(annotations(metadata.getAnnotations()));
    pod.setSpec(pod.getSpec() == null ? new PodSpec() : spec(pod.getSpec()));
    pod.setStatus(pod.getStatus() == null ? new PodStatus() : status(pod.getStatus()));
    return pod;
  }

  private Map<String, String> annotations(Map<String, String> all) {
    if (all == null || Collections.disjoint(all.keySet(), ANNOTATIONS)) {
      return Map.of();
    }
    var kept = new HashMap<>(all);
    kept.keySet().retainAll(ANNOTATIONS);
    return shared.once(kept);
  }

  private PodSpec spec(PodSpec spec) {
    var slim = new PodSpec();
    slim.setNodeName(spec.getNodeName());
    slim.setHostname(spec.getHostname());
    slim.setSubdomain(spec.getSubdomain());
    slim.setTolerations(spec.getTolerations());
    slim.setContainers(spec.getContainers().stream().map(Slimming::ports).toList());
    slim.setInitContainers(sidecars(spec.getInitContainers()));
    slim.setVolumes(claims(spec.getVolumes()));
    return shared.once(slim);
  }

  /** Keeps the names of the claims. */
  private static List<Volume> claims(List<Volume> volumes) {
    return volumes.stream()
        .filter(v -> v.getPersistentVolumeClaim() != null || v.getEphemeral() != null)
        .map(Slimming::claim)
        .toList();
  }

  private static Volume claim(Volume volume) {
    var slim = new Volume();
    slim.setName(volume.getName());
    slim.setPersistentVolumeClaim(volume.getPersistentVolumeClaim());
    slim.setEphemeral(volume.getEphemeral() == null ? null : new EphemeralVolumeSource());
    return slim;
  }

  /** Keeps restartable init containers, which may have named ports, too. */
  private List<Container> sidecars(List<Container> containers) {
    return containers.stream().filter(PodContainers::isSidecar).map(Slimming::ports).toList();
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
    slim.setPhase(status.getPhase());
    slim.setPodIP(status.getPodIP());
    slim.setPodIPs(status.getPodIPs());
    slim.setConditions(status.getConditions());
    slim.setContainerStatuses(containers(status.getContainerStatuses()));
    slim.setInitContainerStatuses(containers(status.getInitContainerStatuses()));
    return slim;
  }

  private List<ContainerStatus> containers(List<ContainerStatus> statuses) {
    return shared.once(statuses.stream().map(Slimming::container).toList());
  }

  /** Keeps how often the container was restarted, and how it ended. */
  private static ContainerStatus container(ContainerStatus status) {
    var slim = new ContainerStatus();
    slim.setName(status.getName());
    slim.setRestartCount(status.getRestartCount());
    var end = status.getState() == null ? null : status.getState().getTerminated();
    if (end != null) {
      var terminated = new ContainerStateTerminated();
      terminated.setExitCode(end.getExitCode());
      terminated.setFinishedAt(end.getFinishedAt());
      slim.setState(new ContainerState(null, terminated, null));
    }
    return slim;
  }

  /** Keeps the metadata, by which its protection is decided. */
  PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
    claim.getMetadata().setAnnotations(null);
    claim.setSpec(null);
    claim.setStatus(null);
    return claim;
  }

  /** Keeps the metadata and the phase, which says whether the volume is bound. */
  PersistentVolume volume(PersistentVolume volume) {
    volume.getMetadata().setAnnotations(null);
    volume.setSpec(null);
    return volume;
  }

  /** Drops the list of images, the bulk of a node's status. */
  Node node(Node node) {
    if (node.getStatus() != null) {
      node.getStatus().setImages(List.of());
    }
    return node;
  }
}
