package dev.quarterdeck.apiserver.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.core.MirrorPod;
import dev.quarterdeck.kinds.core.PodReferences;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pod lets its node read, by names in the pod's own namespace.
 *
 * @param node where it is bound to
 * @param account its ServiceAccount; empty for none
 */
record PodUses(
    String node,
    String account,
    List<String> secrets,
    List<String> configMaps,
    List<String> claims,
    List<String> resourceClaims) {

  /** Empty for a pod that is bound to no node. A mirror pod lets its node read nothing else. */
  static Optional<PodUses> of(ObjectNode pod) {
    var spec = pod.path("spec");
    var node = Tree.text(spec, "/nodeName");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        MirrorPod.is(pod)
            ? new PodUses(node, "", List.of(), List.of(), List.of(), List.of())
            : new PodUses(
                node,
                Tree.text(spec, "/serviceAccountName"),
                distinct(PodReferences.secrets(spec)),
                distinct(PodReferences.configMaps(spec)),
                distinct(PodReferences.claims(pod)),
                distinct(PodReferences.resourceClaims(pod))));
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().toList();
  }
}
