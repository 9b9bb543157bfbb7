package dev.quarterdeck.scheduler.plugins.podtopologyspread;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.SpreadConstraint;

/**
 * Counts the pods of a node among which another is to be spread; pods being deleted do not count.
 * Two that are equal count the same.
 */
sealed interface PodCount {

  int on(NodeInfo node);

  boolean counts(PodInfo pod);

  /** What a constraint of a pod counts; a selector without requirements counts nothing. */
  static PodCount of(SpreadConstraint constraint, PodInfo pod) {
    return constraint
        .selector()
        .filter(selector -> !selector.requirements().isEmpty())
        .<PodCount>map(selector -> new Selected(pod.key().namespace(), selector))
        .orElseGet(Nothing::new);
  }

  /** No pods. */
  record Nothing() implements PodCount {
    @Override
    public int on(NodeInfo node) {
      return 0;
    }

    @Override
    public boolean counts(PodInfo pod) {
      return false;
    }
  }

  /** The pods of a namespace that a selector matches. */
  record Selected(String namespace, LabelSelector selector) implements PodCount {
    @Override
    public int on(NodeInfo node) {
      var count = 0;
      for (var pod : node.pods()) {
        if (counts(pod)) {
          count++;
        }
      }
      return count;
    }

    @Override
    public boolean counts(PodInfo pod) {
      return !pod.terminating()
          && pod.key().namespace().equals(namespace)
          && selector.matches(pod.labels());
    }
  }

  /** The pods of a ReplicationController, ReplicaSet or StatefulSet. */
  record Owned(String ownerUid) implements PodCount {
    @Override
    public int on(NodeInfo node) {
      return node.spreadOwners().getOrDefault(ownerUid, 0);
    }

    @Override
    public boolean counts(PodInfo pod) {
      return !pod.terminating() && pod.spreadOwner().equals(ownerUid);
    }
  }
}
