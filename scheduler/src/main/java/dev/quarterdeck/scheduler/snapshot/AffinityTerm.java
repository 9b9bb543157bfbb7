package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.LabelSelector.Operator;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A required term of pod affinity or anti-affinity, read for matching.
 *
 * @param namespaces the term matches pods of these
 * @param namespaceSelector and pods of the namespaces that this matches; empty Optional for no
 *     others
 * @param selector labels that matching pods have; empty Optional for no pods
 * @param topologyKey label of nodes whose values make the domains
 */
public record AffinityTerm(
    Set<String> namespaces,
    Optional<LabelSelector> namespaceSelector,
    Optional<LabelSelector> selector,
    String topologyKey) {

  /**
   * Reads the terms of a pod.
   *
   * @param podNamespace stands in where a term names no namespace
   * @param podLabels where the values for matchLabelKeys and mismatchLabelKeys come from
   */
  static List<AffinityTerm> of(
      List<PodAffinityTerm> terms, String podNamespace, Map<String, String> podLabels) {
    return terms.stream().map(term -> of(term, podNamespace, podLabels)).toList();
  }

  private static AffinityTerm of(
      PodAffinityTerm term, String podNamespace, Map<String, String> podLabels) {
    var ownNamespace = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null;
    return new AffinityTerm(
        ownNamespace ? Set.of(podNamespace) : Set.copyOf(term.getNamespaces()),
        Optional.ofNullable(term.getNamespaceSelector()).map(LabelSelector::of),
        Optional.ofNullable(term.getLabelSelector())
            .map(LabelSelector::of)
            .map(s -> LabelKeys.narrow(s, term.getMatchLabelKeys(), Operator.IN, podLabels))
            .map(s -> LabelKeys.narrow(s, term.getMismatchLabelKeys(), Operator.NOT_IN, podLabels)),
        term.getTopologyKey());
  }

  /**
   * Whether the term matches the pod.
   *
   * @param namespaceLabels the labels of the pod's namespace; empty after {@link #resolve}
   */
  public boolean matches(PodInfo pod, Map<String, String> namespaceLabels) {
    return (namespaces.contains(pod.key().namespace())
            || namespaceSelector.isPresent() && namespaceSelector.get().matches(namespaceLabels))
        && selector.isPresent()
        && selector.get().matches(pod.labels());
  }

  /** Whether the term matches the pod if its namespace selector matches the pod's namespace. */
  public boolean mayMatch(PodInfo pod) {
    return (namespaces.contains(pod.key().namespace()) || namespaceSelector.isPresent())
        && selector.isPresent()
        && selector.get().matches(pod.labels());
  }

  /** The same term with the namespaces listed that its namespace selector matches now. */
  public AffinityTerm resolve(Namespaces known) {
    if (namespaceSelector.isEmpty() || namespaceSelector.get().requirements().isEmpty()) {
      return this; // A selector without requirements matches every namespace, known or not.
    }
    var names = new HashSet<>(namespaces);
    names.addAll(known.matching(namespaceSelector.get()));
    return new AffinityTerm(names, Optional.empty(), selector, topologyKey);
  }
}
