package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;

/**
 * The {@code pods/ephemeralcontainers} write: containers to debug with, added to a pod that runs
 * (ValidatePodEphemeralContainersUpdate).
 */
final class PodEphemeral {

  private static final String LIST = "ephemeralContainers";

  /** Marks the pod by which a node's agent shows a static pod. */
  static final String MIRROR = "kubernetes.io/config.mirror";

  private PodEphemeral() {}

  /** Puts back everything but the ephemeral containers. */
  static void restore(ObjectNode object, ObjectNode old) {
    var wanted = Tree.child(object, "spec").get(LIST);
    Tree.restore(object, old, "spec");
    Tree.restore(object, old, "status");
    var spec = Tree.child(object, "spec");
    spec.remove(LIST);
    if (wanted != null && !wanted.isEmpty()) {
      spec.set(LIST, wanted);
    }
  }

  static void checkNone(Field pod) {
    var containers = pod.get("spec", LIST);
    if (!containers.node().isEmpty()) {
      containers.forbidden("cannot be set on create");
    }
  }

  /** They can be added; those there stay as they are. */
  static void check(Field pod, ObjectNode old) {
    if (old.path("metadata").path("annotations").has(MIRROR)) {
      pod.forbidden("static pods do not support ephemeral containers");
      return;
    }
    var containers = pod.get("spec", LIST);
    for (var before : Tree.objects(old.path("spec"), LIST)) {
      var name = Tree.text(before, "/name");
      var now =
          containers.items().stream().filter(c -> c.get("name").text().equals(name)).findFirst();
      if (now.isEmpty()) {
        containers.forbidden(
            "existing ephemeral containers \"%s\" may not be removed".formatted(name));
      } else if (!now.get().node().equals(before)) {
        containers.forbidden(
            "existing ephemeral containers \"%s\" may not be changed".formatted(name));
      }
    }
  }
}
