package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.NodeChoice;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of a pod may change once it exists (ValidatePodUpdate and its subresources). */
final class PodChanges {

  private static final String FORBIDDEN =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + " `spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations` (only"
          + " additions to existing tolerations), `spec.terminationGracePeriodSeconds` (allow it to"
          + " be set to 1 if it was previously negative)";

  private static final Set<String> MUTABLE =
      Set.of("activeDeadlineSeconds", "tolerations", "schedulingGates");

  private PodChanges() {}

  static void check(Field pod, ObjectNode old, WriteContext context) {
    if (!context.subresource().equals("resize")) {
      annotations(pod.get("metadata", "annotations"), old.at("/metadata/annotations"));
    }
    switch (context.subresource()) {
      case "binding", "status" -> {}
      case "ephemeralcontainers" -> PodEphemeral.check(pod, old);
      case "resize" -> PodResize.check(pod, old);
      default -> ordinary(pod, old);
    }
  }

  private static void annotations(Field annotations, JsonNode old) {
    for (var before : old.properties()) {
      var key = before.getKey();
      if (!before.getValue().equals(annotations.node().get(key))) {
        fixed(key).ifPresent(w -> annotations.key(key).forbidden("may not remove or update " + w));
      }
    }
    for (var now : annotations.node().properties()) {
      var key = now.getKey();
      if (!old.has(key)) {
        fixed(key).ifPresent(what -> annotations.key(key).forbidden("may not add " + what));
      }
    }
  }

  /** What an annotation is that says something of the pod which cannot change. */
  private static Optional<String> fixed(String annotation) {
    if (annotation.startsWith("container.apparmor.security.beta.kubernetes.io/")) {
      return Optional.of("AppArmor annotations");
    }
    return annotation.equals(PodEphemeral.MIRROR)
        ? Optional.of("mirror pod annotation")
        : Optional.empty();
  }

  private static void ordinary(Field pod, ObjectNode old) {
    var spec = pod.get("spec");
    var oldSpec = Tree.child(old, "spec");
    for (var list : List.of("containers", "initContainers")) {
      if (spec.get(list).node().size() != oldSpec.path(list).size()) {
        spec.get(list).forbidden("pod updates may not add or remove containers");
        return;
      }
    }
    deadline(spec.get("activeDeadlineSeconds"), oldSpec.path("activeDeadlineSeconds"));
    tolerations(spec.get("tolerations"), oldSpec.path("tolerations"));
    gates(spec.get("schedulingGates"), oldSpec.path("schedulingGates"));
    same(spec, oldSpec);
  }

  private static void gates(Field gates, JsonNode old) {
    var before = new HashSet<JsonNode>();
    old.forEach(before::add);
    for (var gate : gates.items()) {
      if (!before.contains(gate.node())) {
        gate.get("name")
            .forbidden(
                "only deletion is allowed, but found new scheduling gate '%s'"
                    .formatted(gate.get("name").text()));
      }
    }
  }

  private static void deadline(Field deadline, JsonNode old) {
    if (Tree.absent(old)) {
      return;
    }
    if (deadline.absent()) {
      deadline.invalid("", "must not update from a positive integer to nil value");
    } else if (deadline.number() > old.asLong()) {
      deadline.invalid("must be less than or equal to previous value");
    }
  }

  private static void tolerations(Field tolerations, JsonNode old) {
    for (var before : old) {
      var kept = tolerations.items().stream().anyMatch(now -> covers(now.node(), before));
      if (!kept) {
        tolerations.forbidden(
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
  }

  private static boolean covers(JsonNode toleration, JsonNode before) {
    return toleration instanceof ObjectNode now
        && before instanceof ObjectNode then
        && now.deepCopy()
            .without("tolerationSeconds")
            .equals(then.deepCopy().without("tolerationSeconds"));
  }

  /** Everything else must be as it was. */
  private static void same(Field spec, ObjectNode old) {
    if (!(spec.node() instanceof ObjectNode now) || now.equals(old)) {
      return;
    }
    var after = fixed(now, old);
    if (!old.path("schedulingGates").isEmpty()) {
      GatedPodChanges.check(spec, old);
      NodeChoice.copy(after, old);
    }
    if (!after.equals(old.deepCopy().remove(MUTABLE))) {
      spec.forbidden(FORBIDDEN);
    }
  }

  /** The new spec with what may differ made as it was. */
  private static ObjectNode fixed(ObjectNode spec, ObjectNode old) {
    var fixed = spec.deepCopy().remove(MUTABLE);
    for (var list : List.of("containers", "initContainers")) {
      var containers = Tree.objects(fixed, list);
      for (var i = 0; i < containers.size(); i++) {
        containers.get(i).set("image", old.path(list).path(i).path("image"));
      }
    }
    if (old.path("terminationGracePeriodSeconds").asLong(0) < 0
        && fixed.path("terminationGracePeriodSeconds").asLong(0) == 1) {
      fixed.set("terminationGracePeriodSeconds", old.get("terminationGracePeriodSeconds"));
    }
    return fixed;
  }
}
