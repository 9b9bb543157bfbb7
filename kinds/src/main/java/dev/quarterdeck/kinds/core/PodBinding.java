package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.Instant;
import java.util.List;

/** The {@code pods/binding} write: puts a pod on a node, once and for all. */
public final class PodBinding {

  private static final GroupVersionResource RESOURCE = GroupVersionResource.core("pods/binding");

  private PodBinding() {}

  /**
   * The pod bound to {@code binding.target.name} (a changed copy).
   *
   * @throws ApiFault 422 when the Binding is malformed; 409 when the pod is bound already, on its
   *     way out, gated, or another one than the Binding's uid names
   */
  public static ObjectNode bind(ObjectNode pod, ObjectNode binding, Instant now) {
    check(pod, binding);
    var bound = pod.deepCopy();
    var spec = Tree.child(bound, "spec");
    spec.put("nodeName", Tree.text(binding, "/target/name"));
    for (var map : List.of("labels", "annotations")) {
      merge(bound, binding, map);
    }
    var status = Tree.child(bound, "status");
    status.remove("nominatedNodeName");
    scheduled(status, now);
    return bound;
  }

  private static void check(ObjectNode pod, ObjectNode binding) {
    var root = Field.root(binding);
    var kind = root.get("target", "kind");
    if (kind.present() && !kind.text().equals("Node")) {
      kind.notSupported(List.of("Node", "<empty>"));
    }
    if (root.get("target", "name").absent()) {
      root.get("target", "name").required("");
    }
    var name = Tree.text(pod, "/metadata/name");
    if (!root.errors().isEmpty()) {
      throw ApiFault.invalid("", "Binding", name, root.errors());
    }
    refusal(pod, binding, name);
  }

  private static void refusal(ObjectNode pod, ObjectNode binding, String name) {
    var uid = Tree.text(binding, "/metadata/uid");
    var node = Tree.text(pod, "/spec/nodeName");
    if (!uid.isEmpty() && !uid.equals(Tree.text(pod, "/metadata/uid"))) {
      throw conflict(
          name,
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, Tree.text(pod, "/metadata/uid")));
    }
    if (!Tree.absent(pod.path("metadata").get("deletionTimestamp"))) {
      throw conflict(name, "pod %s is being deleted, cannot be assigned to a host".formatted(name));
    }
    if (!node.isEmpty()) {
      throw conflict(name, "pod %s is already assigned to node \"%s\"".formatted(name, node));
    }
    if (!pod.path("spec").path("schedulingGates").isEmpty()) {
      throw conflict(name, "pod %s has non-empty .spec.schedulingGates".formatted(name));
    }
  }

  private static ApiFault conflict(String name, String why) {
    return ApiFault.conflict(RESOURCE, name, why);
  }

  private static void merge(ObjectNode pod, ObjectNode binding, String map) {
    if (binding.path("metadata").get(map) instanceof ObjectNode added && !added.isEmpty()) {
      Tree.child(Tree.child(pod, "metadata"), map).setAll(added);
    }
  }

  private static void scheduled(ObjectNode status, Instant now) {
    var conditions =
        status.get("conditions") instanceof ArrayNode array ? array : status.putArray("conditions");
    for (var i = conditions.size() - 1; i >= 0; i--) {
      if (conditions.get(i).path("type").asText().equals("PodScheduled")) {
        conditions.remove(i);
      }
    }
    conditions
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "True")
        .putNull("lastProbeTime")
        .put("lastTransitionTime", now.toString());
  }
}
