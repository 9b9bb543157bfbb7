package dev.quarterdeck.apiserver.node;

import dev.quarterdeck.model.ObjectKey;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Which objects are related to a node: those that pods bound to it use, directly or through a claim
 * and its volume. Immutable.
 *
 * @param pods by the node they are bound to
 * @param attachments the node of each VolumeAttachment
 * @param slices the node of each ResourceSlice that has one
 */
record NodeGraph(
    Map<String, Map<ObjectKey, PodUses>> pods,
    Volumes volumes,
    Map<ObjectKey, String> attachments,
    Map<ObjectKey, String> slices) {

  /** A kind whose objects are related to nodes. */
  enum Vertex {
    POD,
    SERVICE_ACCOUNT,
    SECRET,
    CONFIG_MAP,
    CLAIM,
    VOLUME,
    RESOURCE_CLAIM,
    ATTACHMENT,
    SLICE
  }

  boolean reaches(String node, Vertex kind, ObjectKey object) {
    return switch (kind) {
      case POD -> podsOf(node).containsKey(object);
      case SERVICE_ACCOUNT -> used(node, object, (uses, name) -> uses.account().equals(name));
      case SECRET ->
          used(node, object, (uses, name) -> uses.secrets().contains(name))
              || podsOf(node).entrySet().stream()
                  .anyMatch(pod -> byVolume(pod.getKey(), pod.getValue(), object));
      case CONFIG_MAP -> used(node, object, (uses, name) -> uses.configMaps().contains(name));
      case CLAIM -> claims(node, object);
      case VOLUME -> {
        var uses = volumes.byName().get(object);
        yield uses != null && claims(node, uses.claim());
      }
      case RESOURCE_CLAIM ->
          used(node, object, (uses, name) -> uses.resourceClaims().contains(name));
      case ATTACHMENT -> node.equals(attachments.get(object));
      case SLICE -> node.equals(slices.get(object));
    };
  }

  private Map<ObjectKey, PodUses> podsOf(String node) {
    return pods.getOrDefault(node, Map.of());
  }

  private boolean claims(String node, ObjectKey claim) {
    return used(node, claim, (uses, name) -> uses.claims().contains(name));
  }

  private boolean used(String node, ObjectKey object, BiPredicate<PodUses, String> uses) {
    for (var pod : podsOf(node).entrySet()) {
      if (pod.getKey().namespace().equals(object.namespace())
          && uses.test(pod.getValue(), object.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean byVolume(ObjectKey pod, PodUses uses, ObjectKey secret) {
    return uses.claims().stream()
        .anyMatch(claim -> volumes.lead(secret, new ObjectKey(pod.namespace(), claim)));
  }
}
