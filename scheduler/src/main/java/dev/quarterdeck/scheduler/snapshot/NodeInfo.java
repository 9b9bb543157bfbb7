package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.scheduling.ResourceAmounts;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node and the pods that run, or are assumed to run, on it. Immutable.
 *
 * @param position where the node is in the snapshot's list, for arrays by node; -1 outside of one
 * @param generation differs between any two versions of a node
 * @param attributes what the Node object says; null while only pods name the node, and never so in
 *     a snapshot
 * @param podsWithRequiredAntiAffinity those of the pods that have required anti-affinity
 * @param requested the sum of the pods' requests
 * @param nonZeroRequested the sum of the pods' {@link PodInfo#nonZeroRequests}
 * @param spreadOwners how many pods each {@link PodInfo#spreadOwner} has here, those being deleted
 *     left out
 */
public record NodeInfo(
    String name,
    int position,
    long generation,
    NodeAttributes attributes,
    List<PodInfo> pods,
    List<PodInfo> podsWithRequiredAntiAffinity,
    ResourceAmounts requested,
    ResourceAmounts nonZeroRequested,
    Map<String, Integer> spreadOwners) {

  private static final int NOT_LISTED = -1;
  private static final AtomicLong GENERATIONS = new AtomicLong();

  /** A node of which only its name is known. */
  static NodeInfo named(String name) {
    return new NodeInfo(
        name,
        NOT_LISTED,
        GENERATIONS.incrementAndGet(),
        null,
        List.of(),
        List.of(),
        ResourceAmounts.NONE,
        ResourceAmounts.NONE,
        Map.of());
  }

  /** A node without pods. */
  public static NodeInfo of(Node node) {
    return of(NodeAttributes.of(node));
  }

  /** A node without pods. */
  public static NodeInfo of(NodeAttributes attributes) {
    return named(attributes.name()).with(attributes);
  }

  NodeInfo with(NodeAttributes newAttributes) {
    return new NodeInfo(
        name,
        position,
        GENERATIONS.incrementAndGet(),
        newAttributes,
        pods,
        podsWithRequiredAntiAffinity,
        requested,
        nonZeroRequested,
        spreadOwners);
  }

  /** The same version of the node at another position. */
  NodeInfo at(int newPosition) {
    return newPosition == position
        ? this
        : new NodeInfo(
            name,
            newPosition,
            generation,
            attributes,
            pods,
            podsWithRequiredAntiAffinity,
            requested,
            nonZeroRequested,
            spreadOwners);
  }

  /** The node with one more pod. */
  public NodeInfo plus(PodInfo pod) {
    return new NodeInfo(
        name,
        position,
        GENERATIONS.incrementAndGet(),
        attributes,
        append(pods, pod),
        pod.requiredAntiAffinity().isEmpty()
            ? podsWithRequiredAntiAffinity
            : append(podsWithRequiredAntiAffinity, pod),
        requested.plus(pod.requests()),
        nonZeroRequested.plus(pod.nonZeroRequests()),
        count(pod, 1));
  }

  /** The node without the pod of that uid, which must be the one that was added. */
  public NodeInfo minus(PodInfo pod) {
    return new NodeInfo(
        name,
        position,
        GENERATIONS.incrementAndGet(),
        attributes,
        remove(pods, pod),
        pod.requiredAntiAffinity().isEmpty()
            ? podsWithRequiredAntiAffinity
            : remove(podsWithRequiredAntiAffinity, pod),
        requested.minus(pod.requests()),
        nonZeroRequested.minus(pod.nonZeroRequests()),
        count(pod, -1));
  }

  private static List<PodInfo> append(List<PodInfo> pods, PodInfo pod) {
    var more = new ArrayList<PodInfo>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    return more;
  }

  private static List<PodInfo> remove(List<PodInfo> pods, PodInfo pod) {
    var fewer = new ArrayList<>(pods);
    fewer.removeIf(pod::isSamePodAs);
    return fewer;
  }

  private Map<String, Integer> count(PodInfo pod, int change) {
    if (pod.spreadOwner().isEmpty() || pod.terminating()) {
      return spreadOwners;
    }
    var counts = new HashMap<>(spreadOwners);
    counts.merge(pod.spreadOwner(), change, (a, b) -> a + b == 0 ? null : a + b);
    return counts;
  }

  public Map<String, String> labels() {
    return attributes.labels();
  }

  /** The node's domain in a topology; null when it is in none. */
  public String domain(String topologyKey) {
    return attributes.domain(topologyKey);
  }

  public List<Taint> taints() {
    return attributes.taints();
  }

  public ResourceAmounts allocatable() {
    return attributes.allocatable();
  }
}
