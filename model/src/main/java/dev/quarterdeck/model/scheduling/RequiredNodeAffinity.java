package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which nodes a pod may run by {@code spec.nodeSelector} and {@code
 * spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution}, which must both
 * match.
 *
 * @param nodeSelector labels that a node must have; may be empty
 * @param terms one of them must match; empty Optional when the pod has no required node affinity
 */
public record RequiredNodeAffinity(
    Map<String, String> nodeSelector, Optional<List<NodeTerm>> terms) {

  /** Of pods that may run on every node. */
  public static final RequiredNodeAffinity ANY =
      new RequiredNodeAffinity(Map.of(), Optional.empty());

  public static RequiredNodeAffinity of(PodSpec spec) {
    var selector = spec.getNodeSelector();
    var terms =
        Optional.ofNullable(spec.getAffinity())
            .map(Affinity::getNodeAffinity)
            .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
            .map(NodeSelector::getNodeSelectorTerms)
            .map(list -> list.stream().map(NodeTerm::of).toList());
    return (selector == null || selector.isEmpty()) && terms.isEmpty()
        ? ANY
        : new RequiredNodeAffinity(selector == null ? Map.of() : selector, terms);
  }

  public boolean allowsEveryNode() {
    return nodeSelector.isEmpty() && terms.isEmpty();
  }

  /** Whether the node of that name and those labels will do. */
  public boolean matches(String nodeName, Map<String, String> nodeLabels) {
    for (var wanted : nodeSelector.entrySet()) {
      if (!wanted.getValue().equals(nodeLabels.get(wanted.getKey()))) {
        return false;
      }
    }
    if (terms.isEmpty()) {
      return true;
    }
    for (var term : terms.get()) {
      if (term.matches(nodeName, nodeLabels)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The nodes that the terms allow by name.
   *
   * @return empty when a node of any name might do; an empty set when no node can
   */
  public Optional<Set<String>> allowedNames() {
    if (terms.isEmpty() || terms.get().isEmpty()) {
      return Optional.empty();
    }
    var names = new HashSet<String>();
    for (var term : terms.get()) {
      var allowed = term.allowedNames();
      if (allowed.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(allowed.get());
    }
    return Optional.of(names);
  }
}
