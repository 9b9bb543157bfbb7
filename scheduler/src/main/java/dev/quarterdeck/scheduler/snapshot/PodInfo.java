package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.scheduling.PodResources;
import dev.quarterdeck.model.scheduling.PreferredNodeTerm;
import dev.quarterdeck.model.scheduling.RequiredNodeAffinity;
import dev.quarterdeck.model.scheduling.ResourceAmounts;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What scheduling needs to know about a pod, read once. Two that are equal are scheduled alike, so
 * an update that leaves the PodInfo as it was cannot change a decision.
 *
 * @param schedulerName the profile that is to schedule it
 * @param spreadOwner uid of the ReplicationController, ReplicaSet or StatefulSet it belongs to;
 *     empty when it belongs to none
 * @param mayPreempt unless its preemptionPolicy is Never
 * @param terminating it is being deleted
 * @param schedulingGates names of the gates that keep it from being scheduled
 * @param nodeName the node it is bound or assumed to be on; empty while it waits
 * @param nominatedNode where a previous decision made room for it; empty when none did
 * @param requests exactly what it requests
 * @param nonZeroRequests the same with a little for containers that request no cpu or memory
 * @param requiredAffinity it must run in one domain with a pod that matches all these terms
 * @param requiredAntiAffinity it must not run in one domain with a pod that matches one of these
 */
public record PodInfo(
    ObjectKey key,
    String uid,
    String schedulerName,
    Map<String, String> labels,
    String spreadOwner,
    int priority,
    boolean mayPreempt,
    boolean terminating,
    List<String> schedulingGates,
    String nodeName,
    String nominatedNode,
    ResourceAmounts requests,
    ResourceAmounts nonZeroRequests,
    List<HostPort> hostPorts,
    RequiredNodeAffinity nodeAffinity,
    List<PreferredNodeTerm> preferredNodes,
    List<AffinityTerm> requiredAffinity,
    List<AffinityTerm> requiredAntiAffinity,
    List<Toleration> tolerations,
    List<SpreadConstraint> spread) {

  private static final Set<String> SPREAD_OWNERS =
      Set.of("v1/ReplicationController", "apps/v1/ReplicaSet", "apps/v1/StatefulSet");

  /**
   * Reads a pod.
   *
   * @throws dev.quarterdeck.model.ApiFault when a selector in it has an unknown operator
   */
  public static PodInfo of(Pod pod) {
    var metadata = pod.getMetadata();
    var spec = pod.getSpec();
    var key = ObjectKey.of(pod);
    var labels = orEmpty(metadata.getLabels());
    var affinity = Optional.ofNullable(spec.getAffinity());
    return new PodInfo(
        key,
        orEmpty(metadata.getUid()),
        Objects.requireNonNullElse(spec.getSchedulerName(), "default-scheduler"),
        labels,
        spreadOwner(metadata.getOwnerReferences()),
        Objects.requireNonNullElse(spec.getPriority(), 0),
        !"Never".equals(spec.getPreemptionPolicy()),
        metadata.getDeletionTimestamp() != null,
        spec.getSchedulingGates().stream().map(PodSchedulingGate::getName).toList(),
        orEmpty(spec.getNodeName()),
        pod.getStatus() == null ? "" : orEmpty(pod.getStatus().getNominatedNodeName()),
        PodResources.requests(pod),
        PodResources.nonZeroRequests(pod),
        HostPort.of(spec),
        RequiredNodeAffinity.of(spec),
        PreferredNodeTerm.of(spec),
        requiredAffinity(affinity, key.namespace(), labels),
        requiredAntiAffinity(affinity, key.namespace(), labels),
        List.copyOf(spec.getTolerations()),
        spread(spec, labels));
  }

  /** The same pod on a node. */
  public PodInfo assignedTo(String node) {
    return at(node, nominatedNode);
  }

  /** The same pod nominated to a node. */
  public PodInfo nominatedTo(String node) {
    return at(nodeName, node);
  }

  private PodInfo at(String newNodeName, String newNominatedNode) {
    return new PodInfo(
        key,
        uid,
        schedulerName,
        labels,
        spreadOwner,
        priority,
        mayPreempt,
        terminating,
        schedulingGates,
        newNodeName,
        newNominatedNode,
        requests,
        nonZeroRequests,
        hostPorts,
        nodeAffinity,
        preferredNodes,
        requiredAffinity,
        requiredAntiAffinity,
        tolerations,
        spread);
  }

  public boolean isAssigned() {
    return !nodeName.isEmpty();
  }

  /** It occupies, or has a claim to, a place on some node. */
  public boolean isAssignedOrNominated() {
    return isAssigned() || !nominatedNode.isEmpty();
  }

  /** The same pod, not another of that name. */
  public boolean isSamePodAs(PodInfo other) {
    return uid.equals(other.uid);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static String spreadOwner(List<OwnerReference> references) {
    return references.stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .filter(r -> SPREAD_OWNERS.contains(r.getApiVersion() + "/" + r.getKind()))
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse("");
  }

  private static List<AffinityTerm> requiredAffinity(
      Optional<Affinity> affinity, String namespace, Map<String, String> labels) {
    return affinity
        .map(Affinity::getPodAffinity)
        .map(PodAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
        .map(terms -> AffinityTerm.of(terms, namespace, labels))
        .orElse(List.of());
  }

  private static List<AffinityTerm> requiredAntiAffinity(
      Optional<Affinity> affinity, String namespace, Map<String, String> labels) {
    return affinity
        .map(Affinity::getPodAntiAffinity)
        .map(PodAntiAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
        .map(terms -> AffinityTerm.of(terms, namespace, labels))
        .orElse(List.of());
  }

  private static List<SpreadConstraint> spread(PodSpec spec, Map<String, String> labels) {
    return spec.getTopologySpreadConstraints().stream()
        .map(constraint -> SpreadConstraint.of(constraint, labels))
        .toList();
  }
}
