package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.apiserver.follow.Fold;
import dev.quarterdeck.apiserver.follow.Fold.Derived;
import dev.quarterdeck.apiserver.follow.Follower;
import dev.quarterdeck.apiserver.follow.Followers;
import dev.quarterdeck.apiserver.node.NodeGraph.Vertex;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The {@link NodeGraph} of the objects that are stored. */
final class NodeRelations {

  private static final GroupVersionResource ATTACHMENTS =
      new GroupVersionResource("storage.k8s.io", "v1", "volumeattachments");
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("resource.k8s.io", "v1", "resourceslices");

  private final Follower<Map<String, Map<ObjectKey, PodUses>>> pods;
  private final Follower<Derived<Map<ObjectKey, VolumeUses>, Volumes>> volumes;
  private final Follower<Map<ObjectKey, String>> attachments;
  private final Follower<Map<ObjectKey, String>> slices;

  NodeRelations(Followers followers) {
    pods = followers.follow(GroupVersionResource.core("pods"), new PodsByNode());
    volumes =
        followers.follow(
            GroupVersionResource.core("persistentvolumes"),
            Fold.toMap(volume -> VolumeUses.of(volume.tree())).then(Volumes::of));
    attachments = followers.follow(ATTACHMENTS, nodes());
    slices = followers.follow(SLICES, nodes());
  }

  private static Fold<String, Map<ObjectKey, String>> nodes() {
    return Fold.toMap(
        object ->
            Optional.of(Tree.text(object.tree(), "/spec/nodeName"))
                .filter(node -> !node.isEmpty()));
  }

  /** As it is known to this server, which may be a moment behind. */
  NodeGraph known() {
    return new NodeGraph(
        pods.snapshot(), volumes.snapshot().value(), attachments.snapshot(), slices.snapshot());
  }

  /**
   * With all that was acknowledged before the call, as far as objects of this kind depend on it.
   *
   * @throws dev.quarterdeck.model.ApiFault when that cannot be known within {@code limit}
   */
  NodeGraph current(Vertex kind, Duration limit) {
    switch (kind) {
      case ATTACHMENT -> attachments.current(limit);
      case SLICE -> slices.current(limit);
      case POD, SERVICE_ACCOUNT, CONFIG_MAP, CLAIM, RESOURCE_CLAIM -> pods.current(limit);
      case SECRET, VOLUME -> {
        pods.current(limit);
        volumes.current(limit);
      }
    }
    return known();
  }
}
