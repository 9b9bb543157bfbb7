package dev.quarterdeck.scheduler.plugins.interpodaffinity;

import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.AffinityTerm;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import java.util.Map;

/**
 * The required terms of the incoming pod, and of existing pods against it, with counts of the pods
 * that match them in each domain.
 */
final class AffinityFilter {

  private static final Status NO_AFFINITY =
      Status.unresolvable("node(s) didn't match pod affinity rules").by(InterPodAffinity.NAME);
  private static final Status ANTI_AFFINITY =
      Status.unschedulable("node(s) didn't match pod anti-affinity rules")
          .by(InterPodAffinity.NAME);
  private static final Status ANTI_AFFINITY_OF_OTHERS =
      Status.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
          .by(InterPodAffinity.NAME);

  private final PodInfo pod;
  private final Map<String, String> namespaceLabels;
  private final List<AffinityTerm> affinity;
  private final List<AffinityTerm> antiAffinity;

  /** Existing pods that match all affinity terms of the pod. */
  private final TopologyCounts affinityCounts;

  /** Existing pods that match an anti-affinity term of the pod. */
  private final TopologyCounts antiAffinityCounts;

  /** Existing pods with an anti-affinity term that matches the pod. */
  private final TopologyCounts existingAntiAffinityCounts;

  private AffinityFilter(
      PodInfo pod,
      Map<String, String> namespaceLabels,
      List<AffinityTerm> affinity,
      List<AffinityTerm> antiAffinity,
      TopologyCounts affinityCounts,
      TopologyCounts antiAffinityCounts,
      TopologyCounts existingAntiAffinityCounts) {
    this.pod = pod;
    this.namespaceLabels = namespaceLabels;
    this.affinity = affinity;
    this.antiAffinity = antiAffinity;
    this.affinityCounts = affinityCounts;
    this.antiAffinityCounts = antiAffinityCounts;
    this.existingAntiAffinityCounts = existingAntiAffinityCounts;
  }

  /** Counts over the pods of every node. */
  static AffinityFilter of(PodInfo pod, Snapshot snapshot) {
    var namespaces = snapshot.namespaces();
    var filter =
        new AffinityFilter(
            pod,
            namespaces.labels(pod.key().namespace()),
            pod.requiredAffinity().stream().map(term -> term.resolve(namespaces)).toList(),
            pod.requiredAntiAffinity().stream().map(term -> term.resolve(namespaces)).toList(),
            new TopologyCounts(),
            new TopologyCounts(),
            new TopologyCounts());
    for (var node : snapshot.withRequiredAntiAffinity()) {
      node.podsWithRequiredAntiAffinity().forEach(other -> filter.countTermsOf(other, node, 1));
    }
    if (!filter.affinity.isEmpty() || !filter.antiAffinity.isEmpty()) {
      for (var node : snapshot.nodes()) {
        node.pods().forEach(other -> filter.countMatches(other, node, 1));
      }
    }
    return filter;
  }

  /** The pod has no terms, and no existing pod has one that matches it. */
  boolean hasNoTerms() {
    return affinity.isEmpty() && antiAffinity.isEmpty() && existingAntiAffinityCounts.isEmpty();
  }

  AffinityFilter copy() {
    return new AffinityFilter(
        pod,
        namespaceLabels,
        affinity,
        antiAffinity,
        affinityCounts.copy(),
        antiAffinityCounts.copy(),
        existingAntiAffinityCounts.copy());
  }

  /** A pod is taken to be on the node ({@code change} 1), or not to be there (-1). */
  void update(PodInfo other, NodeInfo node, int change) {
    countTermsOf(other, node, change);
    countMatches(other, node, change);
  }

  private void countTermsOf(PodInfo other, NodeInfo node, int change) {
    for (var term : other.requiredAntiAffinity()) {
      if (term.matches(pod, namespaceLabels)) {
        existingAntiAffinityCounts.add(node, term.topologyKey(), change);
      }
    }
  }

  private void countMatches(PodInfo other, NodeInfo node, int change) {
    if (allMatch(affinity, other)) {
      affinity.forEach(term -> affinityCounts.add(node, term.topologyKey(), change));
    }
    for (var term : antiAffinity) {
      if (term.matches(other, Map.of())) {
        antiAffinityCounts.add(node, term.topologyKey(), change);
      }
    }
  }

  /** There are terms, and each of them matches the pod. */
  static boolean allMatch(List<AffinityTerm> terms, PodInfo pod) {
    for (var term : terms) {
      if (!term.matches(pod, Map.of())) {
        return false;
      }
    }
    return !terms.isEmpty();
  }

  Status check(NodeInfo node) {
    if (!satisfiesAffinity(node)) {
      return NO_AFFINITY;
    }
    for (var term : antiAffinity) {
      if (antiAffinityCounts.has(node, term.topologyKey())) {
        return ANTI_AFFINITY;
      }
    }
    return existingAntiAffinityCounts.hasAny(node) ? ANTI_AFFINITY_OF_OTHERS : Status.SUCCESS;
  }

  private boolean satisfiesAffinity(NodeInfo node) {
    var satisfied = true;
    for (var term : affinity) {
      if (!node.labels().containsKey(term.topologyKey())) {
        return false;
      }
      satisfied &= affinityCounts.has(node, term.topologyKey());
    }
    // The first of a group of pods with affinity to each other finds no other pod yet.
    return satisfied || affinityCounts.isEmpty() && allMatch(affinity, pod);
  }
}
