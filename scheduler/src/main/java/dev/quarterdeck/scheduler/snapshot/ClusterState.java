package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Follows nodes and placed pods, and holds the places of pods whose binding is under way. Every
 * change replaces one immutable {@link NodeInfo}; a snapshot is a copy of the list of them.
 */
public final class ClusterState {

  private record Place(String node, PodInfo pod, boolean assumed) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();
  private final Map<ObjectKey, Place> places = new HashMap<>();
  private Snapshot snapshot = new Snapshot(List.of());
  private boolean stale;

  public Snapshot snapshot() {
    lock.lock();
    try {
      if (stale) {
        var known = new ArrayList<NodeInfo>(nodes.size());
        for (var node : nodes.values()) {
          if (node.facts() != null) {
            known.add(node);
          }
        }
        snapshot = new Snapshot(known);
        stale = false;
      }
      return snapshot;
    } finally {
      lock.unlock();
    }
  }

  /** Takes in a Node; returns what about it may help waiting pods. */
  public Set<ClusterEvent> put(Node object) {
    lock.lock();
    try {
      var name = object.getMetadata().getName();
      var node = nodes.getOrDefault(name, NodeInfo.unknown(name));
      var facts = NodeInfo.Facts.of(object);
      if (facts.equals(node.facts())) {
        return Set.of();
      }
      nodes.put(name, node.with(facts));
      stale = true;
      return node.facts() == null
          ? EnumSet.of(ClusterEvent.NODE_ADDED)
          : difference(node.facts(), facts);
    } finally {
      lock.unlock();
    }
  }

  /** The Node object is gone; pods still bound to it are kept in case it comes back. */
  public void removeNode(String name) {
    lock.lock();
    try {
      var node = nodes.get(name);
      if (node != null) {
        replace(node.with(null));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The API server says the pod is on the node: confirms an assumption or corrects it.
   *
   * @return whether the pod held more, or elsewhere, before: something may have become free
   */
  public boolean place(PodInfo pod, String node) {
    return set(pod, new Place(node, pod, false));
  }

  /**
   * Holds the pod's place while it is being bound.
   *
   * @return false when the API server has said meanwhile that it has one
   */
  public boolean assume(PodInfo pod, String node) {
    lock.lock();
    try {
      var place = places.get(pod.key());
      if (place != null && !place.assumed && place.pod.uid().equals(pod.uid())) {
        return false;
      }
      set(pod, new Place(node, pod, true));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The binding failed; no effect on a place the API server has confirmed. */
  public void forget(PodInfo pod) {
    lock.lock();
    try {
      var place = places.get(pod.key());
      if (place != null && place.assumed && place.pod.uid().equals(pod.uid())) {
        clear(pod.key());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The pod is gone or has ended.
   *
   * @return whether it held a place
   */
  public boolean remove(ObjectKey pod) {
    lock.lock();
    try {
      return clear(pod);
    } finally {
      lock.unlock();
    }
  }

  public int podCount() {
    lock.lock();
    try {
      return places.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean set(PodInfo pod, Place place) {
    lock.lock();
    try {
      var before = places.get(pod.key());
      if (place.equals(before)) {
        return false;
      }
      clear(pod.key());
      places.put(pod.key(), place);
      replace(nodes.getOrDefault(place.node, NodeInfo.unknown(place.node)).plus(pod));
      return before != null
          && !(before.node.equals(place.node) && before.pod.requests().equals(pod.requests()));
    } finally {
      lock.unlock();
    }
  }

  private boolean clear(ObjectKey pod) {
    var place = places.remove(pod);
    if (place != null) {
      replace(nodes.get(place.node).minus(place.pod));
    }
    return place != null;
  }

  private void replace(NodeInfo node) {
    if (node.facts() == null && node.pods().isEmpty()) {
      nodes.remove(node.name());
    } else {
      nodes.put(node.name(), node);
    }
    stale = true;
  }

  private static Set<ClusterEvent> difference(NodeInfo.Facts before, NodeInfo.Facts after) {
    var events = EnumSet.noneOf(ClusterEvent.class);
    var gain = after.allocatable().minus(before.allocatable());
    if (gain.milliCpu() > 0
        || gain.memory() > 0
        || gain.ephemeralStorage() > 0
        || after.maxPods() > before.maxPods()
        || gain.others().values().stream().anyMatch(amount -> amount > 0)) {
      events.add(ClusterEvent.NODE_ALLOCATABLE_GREW);
    }
    if (!before.labels().equals(after.labels())) {
      events.add(ClusterEvent.NODE_LABELS_CHANGED);
    }
    var relaxed = before.unschedulable() && !after.unschedulable();
    if (relaxed || !after.taints().containsAll(before.taints())) {
      events.add(ClusterEvent.NODE_TAINTS_CHANGED);
    }
    return events;
  }
}
