package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What scheduling needs to know about a pod, read once. Two that are equal schedule alike, so a
 * change of status alone makes no difference.
 *
 * @param owner uid of its controller, empty when it has none
 * @param requests exactly what it asks for
 * @param assumed what scores reckon with
 * @param requiredNode from {@code spec.nodeName}, empty when it has none
 * @param requiredAffinity one of these terms must match; empty Optional when not restricted
 */
public record PodInfo(
    ObjectKey key,
    String uid,
    Map<String, String> labels,
    String owner,
    int priority,
    boolean mayPreempt,
    Resources requests,
    Resources assumed,
    List<HostPort> hostPorts,
    String requiredNode,
    Map<String, String> nodeSelector,
    Optional<List<NodeTerm>> requiredAffinity,
    List<PreferredTerm> preferredAffinity,
    List<Tolerance> tolerances,
    List<SpreadConstraint> spread) {

  /**
   * A node the pod would rather run on.
   *
   * @param weight 1 to 100
   */
  public record PreferredTerm(int weight, NodeTerm term) {}

  /**
   * @throws dev.quarterdeck.model.ApiFault when a selector in it has an unknown operator
   */
  public static PodInfo of(Pod pod) {
    var metadata = pod.getMetadata();
    var spec = pod.getSpec();
    var affinity = Optional.ofNullable(spec.getAffinity()).map(Affinity::getNodeAffinity);
    return new PodInfo(
        ObjectKey.of(pod),
        Objects.requireNonNullElse(metadata.getUid(), ""),
        orEmpty(metadata.getLabels()),
        owner(metadata.getOwnerReferences()),
        Objects.requireNonNullElse(spec.getPriority(), 0),
        !"Never".equals(spec.getPreemptionPolicy()),
        PodRequests.exact(spec),
        PodRequests.assumed(spec),
        hostPorts(spec),
        Objects.requireNonNullElse(spec.getNodeName(), ""),
        orEmpty(spec.getNodeSelector()),
        affinity.flatMap(PodInfo::required),
        affinity.map(PodInfo::preferred).orElse(List.of()),
        spec.getTolerations().stream().map(Tolerance::of).toList(),
        spec.getTopologySpreadConstraints().stream()
            .map(c -> SpreadConstraint.of(c, orEmpty(metadata.getLabels())))
            .toList());
  }

  public boolean tolerates(NodeTaint taint) {
    for (var tolerance : tolerances) {
      if (tolerance.covers(taint)) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static String owner(List<OwnerReference> references) {
    return references.stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse("");
  }

  private static List<HostPort> hostPorts(PodSpec spec) {
    var containers = new ArrayList<>(spec.getContainers());
    spec.getInitContainers().stream().filter(PodRequests::isSidecar).forEach(containers::add);
    return containers.stream()
        .map(Container::getPorts)
        .flatMap(List::stream)
        .filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
        .map(port -> HostPort.of(port.getHostIP(), port.getProtocol(), port.getHostPort()))
        .toList();
  }

  private static Optional<List<NodeTerm>> required(NodeAffinity affinity) {
    return Optional.ofNullable(affinity.getRequiredDuringSchedulingIgnoredDuringExecution())
        .map(selector -> selector.getNodeSelectorTerms().stream().map(NodeTerm::of).toList());
  }

  private static List<PreferredTerm> preferred(NodeAffinity affinity) {
    return affinity.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
        .map(p -> new PreferredTerm(p.getWeight(), NodeTerm.of(p.getPreference())))
        .toList();
  }
}
