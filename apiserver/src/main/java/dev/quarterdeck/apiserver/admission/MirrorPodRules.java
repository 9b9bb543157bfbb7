package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.core.PodReferences;
import dev.quarterdeck.machinery.Tree;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a mirror pod, by which a node agent shows a pod that it reads from a file, must not name: no
 * ServiceAccount, no Secret and no token. Which of the API's objects a node's own may name at all
 * is {@link NodePods}' matter.
 */
final class MirrorPodRules {

  private MirrorPodRules() {}

  /** Why a mirror pod is refused; empty when it is not. */
  static Optional<String> refuses(JsonNode spec) {
    if (!Tree.text(spec, "/serviceAccountName").isEmpty()) {
      return Optional.of("a mirror pod may not reference service accounts");
    }
    if (PodReferences.secrets(spec).anyMatch(name -> !name.isEmpty())) {
      return Optional.of("a mirror pod may not reference secrets");
    }
    return projections(spec).anyMatch(part -> part.has("serviceAccountToken"))
        ? Optional.of("a mirror pod may not use ServiceAccountToken volume projections")
        : Optional.empty();
  }

  private static Stream<ObjectNode> projections(JsonNode spec) {
    return Tree.objects(spec, "volumes").stream()
        .flatMap(volume -> Tree.objects(volume.path("projected"), "sources").stream());
  }
}
