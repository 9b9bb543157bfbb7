package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Follows nodes, namespaces and pods that have a node, and reserves places for pods that are being
 * bound (assumed pods) or nominated to a node. Every change replaces one immutable {@link
 * NodeInfo}; a snapshot differs from the one before in what has changed since.
 */
public final class ClusterState {

  /**
   * Where a pod is.
   *
   * @param assumed the scheduler decided so and the API server has not confirmed it yet
   */
  public record Place(PodInfo pod, boolean assumed) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();
  private final Map<ObjectKey, Place> places = new HashMap<>();
  private final Nominations nominations = new Nominations();
  private Namespaces namespaces = Namespaces.NONE;
  private final Set<String> changedNodes = new HashSet<>();
  private boolean nodesCameOrWent;
  private boolean stale;
  private NodeList listed = NodeList.of(List.of());
  private Snapshot snapshot = new Snapshot(listed, Map.of(), Namespaces.NONE);

  public Snapshot snapshot() {
    return locked(
        () -> {
          if (stale) {
            listNodes();
            snapshot = new Snapshot(listed, nominations.byNode(), namespaces);
            stale = false;
          }
          return snapshot;
        });
  }

  private void listNodes() {
    if (nodesCameOrWent) {
      listed = NodeList.of(nodes.values().stream().filter(n -> n.attributes() != null).toList());
      listed.nodes().forEach(node -> nodes.put(node.name(), node));
      nodesCameOrWent = false;
    } else if (!changedNodes.isEmpty()) {
      listed = listed.with(changedNodes.stream().map(nodes::get).filter(Objects::nonNull).toList());
    }
    changedNodes.clear();
  }

  /**
   * A Node object was added or updated.
   *
   * @return what was known of it before
   */
  public Optional<NodeAttributes> put(NodeAttributes attributes) {
    return locked(
        () -> {
          var node = nodes.getOrDefault(attributes.name(), NodeInfo.named(attributes.name()));
          var before = Optional.ofNullable(node.attributes());
          if (before.isEmpty() || !before.get().equals(attributes)) {
            replace(node.with(attributes));
            nodesCameOrWent |= before.isEmpty();
          }
          return before;
        });
  }

  /** The Node object was deleted; pods still bound to it are kept in case it comes back. */
  public Optional<NodeAttributes> removeNode(String name) {
    return locked(
        () -> {
          var node = nodes.get(name);
          if (node == null || node.attributes() == null) {
            return Optional.empty();
          }
          replace(node.with(null));
          nodesCameOrWent = true;
          return Optional.of(node.attributes());
        });
  }

  /** A namespace was added or its labels changed. */
  public void putNamespace(String name, Map<String, String> labels) {
    locked(
        () -> {
          namespaces = namespaces.with(name, labels);
          stale = true;
          return null;
        });
  }

  public void removeNamespace(String name) {
    locked(
        () -> {
          namespaces = namespaces.without(name);
          stale = true;
          return null;
        });
  }

  /**
   * The API server says on which node the pod is: this confirms an assumption or corrects it.
   *
   * @param pod assigned to a node
   * @return where the pod was before
   */
  public Optional<Place> place(PodInfo pod) {
    return locked(() -> set(new Place(pod, false)));
  }

  /**
   * Reserves the pod's place while it is being bound.
   *
   * @return false when the API server has said meanwhile that the pod has a node
   */
  public boolean assume(PodInfo pod, String node) {
    return locked(
        () -> {
          var place = places.get(pod.key());
          if (place != null && !place.assumed && place.pod.isSamePodAs(pod)) {
            return false;
          }
          set(new Place(pod.assignedTo(node), true));
          return true;
        });
  }

  /** Whether the pod is being bound. */
  public boolean isAssumed(PodInfo pod) {
    return locked(() -> assumed(pod).isPresent());
  }

  /**
   * The pod could not be bound. Has no effect on a place that the API server has confirmed.
   *
   * @return the pod as it was assumed
   */
  public Optional<PodInfo> forget(PodInfo pod) {
    return locked(
        () -> {
          var assumed = assumed(pod);
          assumed.ifPresent(place -> clear(place.pod.key()));
          return assumed.map(Place::pod);
        });
  }

  private Optional<Place> assumed(PodInfo pod) {
    return Optional.ofNullable(places.get(pod.key()))
        .filter(place -> place.assumed && place.pod.isSamePodAs(pod));
  }

  /**
   * The pod was deleted or has ended.
   *
   * @return the pod as it was on a node or nominated to one; empty when it was neither
   */
  public Optional<PodInfo> remove(ObjectKey pod) {
    return locked(
        () -> {
          stale = true;
          var nominated = nominations.remove(pod);
          return clear(pod).map(Place::pod).or(() -> nominated);
        });
  }

  /** Reserves room for a pod without a node; an empty name takes the reservation back. */
  public void nominate(PodInfo pod, String node) {
    locked(
        () -> {
          nominations.nominate(pod, node);
          stale = true;
          return null;
        });
  }

  /**
   * Follows the nominated node of a pod that has no node yet, as its status gives it.
   *
   * @return the pod as it was, when its status named another node before
   */
  public Optional<PodInfo> followNomination(PodInfo pod) {
    return locked(
        () -> {
          stale = true;
          return nominations.follow(pod);
        });
  }

  public int podCount() {
    return locked(places::size);
  }

  private Optional<Place> set(Place place) {
    var pod = place.pod;
    var before = Optional.ofNullable(places.get(pod.key()));
    if (before.isPresent() && before.get().pod.equals(pod)) {
      places.put(pod.key(), place);
      return before;
    }
    clear(pod.key());
    places.put(pod.key(), place);
    replace(nodes.getOrDefault(pod.nodeName(), NodeInfo.named(pod.nodeName())).plus(pod));
    nominations.remove(pod.key());
    return before;
  }

  private Optional<Place> clear(ObjectKey pod) {
    var place = Optional.ofNullable(places.remove(pod));
    place.map(Place::pod).ifPresent(p -> replace(nodes.get(p.nodeName()).minus(p)));
    return place;
  }

  private void replace(NodeInfo node) {
    if (node.attributes() == null && node.pods().isEmpty()) {
      nodes.remove(node.name());
    } else {
      nodes.put(node.name(), node);
    }
    changedNodes.add(node.name());
    stale = true;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
