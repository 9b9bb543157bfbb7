package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodQos;
import dev.quarterdeck.kinds.pod.PodSpecDefaults;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** What the server decides of a pod that is written, and what each path may not change. */
final class PodPreparation {

  private static final List<String> METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");

  private PodPreparation() {}

  static void forCreate(ObjectNode pod) {
    var status = pod.putObject("status").put("phase", "Pending");
    if (!pod.path("spec").path("schedulingGates").isEmpty()) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", "PodScheduled")
          .put("status", "False")
          .put("reason", "SchedulingGated")
          .put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }
    status.put("qosClass", PodQos.of(pod.path("spec")));
  }

  static void forUpdate(ObjectNode pod, ObjectNode old, WriteContext context) {
    var metadata = Tree.child(pod, "metadata");
    var oldMetadata = Tree.child(old, "metadata");
    switch (context.subresource()) {
      case "ephemeralcontainers" -> {
        METADATA.forEach(field -> Tree.restore(metadata, oldMetadata, field));
        PodEphemeral.restore(pod, old);
      }
      case "resize" -> {
        METADATA.forEach(field -> Tree.restore(metadata, oldMetadata, field));
        PodResize.restore(pod, old);
      }
      case "status" -> {
        Tree.restore(metadata, oldMetadata, "ownerReferences");
        Tree.restore(metadata, oldMetadata, "deletionTimestamp");
        keepUnsaid(Tree.child(pod, "status"), Tree.child(old, "status"));
      }
      default -> {}
    }
  }

  /** A node's agent that does not know a field of status does not clear it (KEP-5067). */
  private static void keepUnsaid(ObjectNode status, ObjectNode old) {
    if (Tree.absent(status.get("qosClass"))) {
      Tree.restore(status, old, "qosClass");
    }
    keepObservedGeneration(status, old);
    var before = Tree.objects(old, "conditions");
    for (var condition : Tree.objects(status, "conditions")) {
      var type = Tree.text(condition, "/type");
      before.stream()
          .filter(one -> Tree.text(one, "/type").equals(type))
          .findFirst()
          .ifPresent(
              one -> {
                before.remove(one);
                keepObservedGeneration(condition, one);
              });
    }
  }

  private static void keepObservedGeneration(ObjectNode object, ObjectNode old) {
    if (object.path("observedGeneration").asLong(0) == 0) {
      Tree.restore(object, old, "observedGeneration");
    }
  }

  static void applyDefaults(ObjectNode pod) {
    PodSpecDefaults.applyToPod(Tree.child(pod, "spec"));
    if (pod.get("status") instanceof ObjectNode status) {
      alignAddresses(status, "podIP", "podIPs");
      alignAddresses(status, "hostIP", "hostIPs");
    }
  }

  /** The single address is the first of the list; whoever sets one means both. */
  private static void alignAddresses(ObjectNode status, String single, String list) {
    var address = Tree.text(status, "/" + single);
    var first = Tree.text(status, "/" + list + "/0/ip");
    if (address.isEmpty() && !first.isEmpty()) {
      status.put(single, first);
    } else if (!address.isEmpty() && first.isEmpty()) {
      status.putArray(list).addObject().put("ip", address);
    } else if (!address.equals(first)) {
      ((ObjectNode) status.at("/" + list + "/0")).put("ip", address);
    }
  }
}
