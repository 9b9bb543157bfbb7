package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEvents;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.permit.WaitingPodsMap;
import dev.quarterdeck.scheduler.profile.Profiles;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what the informers see to the state of the cluster and to the queue. */
final class ClusterWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

  private final SchedulingQueue queue;
  private final ClusterState cluster;
  private final WaitingPodsMap permits;
  private final Profiles profiles;

  ClusterWatch(
      SchedulingQueue queue, ClusterState cluster, WaitingPodsMap permits, Profiles profiles) {
    this.queue = queue;
    this.cluster = cluster;
    this.permits = permits;
    this.profiles = profiles;
  }

  void nodeChanged(Change<Node> change) {
    switch (change) {
      case Change.Added<Node>(var node) -> nodeSeen(node);
      case Change.Updated<Node>(_, var node) -> nodeSeen(node);
      case Change.Deleted<Node>(var node) ->
          cluster
              .removeNode(node.getMetadata().getName())
              .ifPresent(gone -> queue.move(ClusterEvent.deleted(EventResource.NODE, gone)));
    }
  }

  private void nodeSeen(Node object) {
    var node = NodeAttributes.of(object);
    cluster
        .put(node)
        .ifPresentOrElse(
            before -> ClusterEvents.ofUpdate(before, node).forEach(queue::move),
            () -> queue.move(ClusterEvent.added(EventResource.NODE, node)));
  }

  void namespaceChanged(Change<PartialObjectMetadata> change) {
    var metadata = change.object().getMetadata();
    switch (change) {
      case Change.Added<PartialObjectMetadata> _, Change.Updated<PartialObjectMetadata> _ ->
          cluster.putNamespace(
              metadata.getName(), metadata.getLabels() == null ? Map.of() : metadata.getLabels());
      case Change.Deleted<PartialObjectMetadata> _ -> cluster.removeNamespace(metadata.getName());
    }
  }

  void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> podSeen(pod);
      case Change.Updated<Pod>(_, var pod) -> podSeen(pod);
      case Change.Deleted<Pod>(var pod) -> podGone(ObjectKey.of(pod), pod.getMetadata().getUid());
    }
  }

  private void podSeen(Pod object) {
    if (hasEnded(object)) {
      podGone(ObjectKey.of(object), object.getMetadata().getUid());
      return;
    }
    read(object)
        .ifPresent(
            pod -> {
              if (pod.isAssigned()) {
                queue.remove(pod.key());
                placed(pod);
              } else if (pod.terminating() || profiles.find(pod.schedulerName()).isEmpty()) {
                podGone(pod.key(), pod.uid());
              } else {
                waiting(pod);
              }
            });
  }

  private static boolean hasEnded(Pod pod) {
    var phase = pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /** Empty for a pod that no server which validates would let in. */
  private static Optional<PodInfo> read(Pod object) {
    try {
      return Optional.of(PodInfo.of(object));
    } catch (ApiFault e) {
      LOG.warn("pod ignored pod={} error=\"{}\"", ObjectKey.of(object), e.getMessage());
      return Optional.empty();
    }
  }

  private void placed(PodInfo pod) {
    var before = cluster.place(pod);
    if (before.isPresent() && !before.get().assumed()) {
      if (!before.get().pod().equals(pod)) {
        ClusterEvents.ofUpdate(before.get().pod(), pod).forEach(queue::move);
      }
      return;
    }
    queue.move(ClusterEvent.added(EventResource.POD, pod));
    before
        .map(ClusterState.Place::pod)
        .filter(assumed -> !assumed.nodeName().equals(pod.nodeName()))
        .ifPresent(assumed -> queue.move(ClusterEvent.deleted(EventResource.POD, assumed)));
  }

  private void waiting(PodInfo pod) {
    cluster.followNomination(pod).ifPresent(this::nominationGivenUp);
    queue.put(pod);
  }

  /** Room that was kept free for a pod is there for others, if they are not more important. */
  private void nominationGivenUp(PodInfo before) {
    queue.move(
        ClusterEvent.deleted(EventResource.POD, before),
        other -> other.priority() <= before.priority());
  }

  private void podGone(ObjectKey key, String uid) {
    queue.remove(key);
    permits.remove(uid);
    cluster
        .remove(key)
        .ifPresent(
            gone -> {
              if (gone.isAssigned()) {
                queue.move(ClusterEvent.deleted(EventResource.POD, gone));
              } else {
                nominationGivenUp(gone);
              }
            });
  }
}
