package dev.quarterdeck.scheduler.plugins.interpodaffinity;

import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.snapshot.AffinityTerm;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which events can make a pod schedulable that required affinity or anti-affinity ruled out. The
 * labels of namespaces are not known here: a namespace selector is taken to match, so that no pod
 * is left waiting.
 */
final class AffinityHints {

  private AffinityHints() {}

  static QueueingHint afterPodChange(PodInfo pod, ClusterEvent<PodInfo> event) {
    if (event.isAddition()) {
      return QueueingHint.queueIf(hasPlace(event.after()) && matchesAffinity(event.after(), pod));
    }
    if (event.isDeletion()) {
      return QueueingHint.queueIf(
          hasPlace(event.before())
              && (matchesAntiAffinity(event.before(), pod)
                  || anyMatches(event.before().requiredAntiAffinity(), pod)));
    }
    return QueueingHint.queueIf(
        event.after().isSamePodAs(pod)
            || hasPlace(event.after())
                && (!matchesAffinity(event.before(), pod) && matchesAffinity(event.after(), pod)
                    || matchesAntiAffinity(event.before(), pod)
                        && !matchesAntiAffinity(event.after(), pod)));
  }

  private static boolean hasPlace(PodInfo pod) {
    return pod.isAssignedOrNominated();
  }

  private static boolean matchesAffinity(PodInfo other, PodInfo pod) {
    return !pod.requiredAffinity().isEmpty()
        && pod.requiredAffinity().stream().allMatch(term -> term.mayMatch(other));
  }

  private static boolean matchesAntiAffinity(PodInfo other, PodInfo pod) {
    return anyMatches(pod.requiredAntiAffinity(), other);
  }

  private static boolean anyMatches(List<AffinityTerm> terms, PodInfo pod) {
    return terms.stream().anyMatch(term -> term.mayMatch(pod));
  }

  static QueueingHint afterNodeChange(PodInfo pod, ClusterEvent<NodeAttributes> event) {
    var affinity = pod.requiredAffinity();
    if (event.isAddition()) {
      return QueueingHint.queueIf(
          affinity.isEmpty()
              || affinity.stream()
                  .anyMatch(term -> event.after().labels().containsKey(term.topologyKey())));
    }
    var terms = Stream.concat(affinity.stream(), pod.requiredAntiAffinity().stream()).toList();
    return QueueingHint.queueIf(
        terms.isEmpty() // Then the anti-affinity of others, of any topology, rules it out.
            || terms.stream().anyMatch(term -> isMoved(event, term.topologyKey())));
  }

  private static boolean isMoved(ClusterEvent<NodeAttributes> event, String topologyKey) {
    return !Objects.equals(
        event.before().labels().get(topologyKey), event.after().labels().get(topologyKey));
  }
}
