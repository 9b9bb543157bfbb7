package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodQos;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.Json;
import java.util.List;

/**
 * The {@code pods/resize} write: cpu and memory of a pod and its containers, sidecars and init
 * containers (ValidatePodResize). The node's agent carries it out and tells of it in status.
 */
final class PodResize {

  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> OF_A_RESIZE = List.of("resources", "resizePolicy");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> AMOUNTS = List.of("requests", "limits");

  private PodResize() {}

  /**
   * Puts back everything but what a resize is about; containers that differ are left to the rules.
   */
  static void restore(ObjectNode object, ObjectNode old) {
    var asked = Tree.child(object, "spec").deepCopy();
    Tree.restore(object, old, "spec");
    Tree.restore(object, old, "status");
    var spec = Tree.child(object, "spec");
    Tree.restore(spec, asked, "resources");
    for (var list : LISTS) {
      if (!names(asked, list).equals(names(spec, list))) {
        spec.set(list, asked.path(list));
        continue;
      }
      var containers = Tree.objects(spec, list);
      for (var i = 0; i < containers.size(); i++) {
        for (var field : OF_A_RESIZE) {
          Tree.restore(containers.get(i), (ObjectNode) asked.get(list).get(i), field);
        }
      }
    }
  }

  private static List<String> names(JsonNode spec, String list) {
    return Tree.objects(spec, list).stream().map(c -> Tree.text(c, "/name")).toList();
  }

  static void check(Field pod, ObjectNode old) {
    var spec = pod.get("spec");
    var before = Tree.child(old, "spec");
    if (old.path("metadata").path("annotations").has(PodEphemeral.MIRROR)) {
      pod.forbidden("static pods cannot be resized");
      return;
    }
    if (Tree.text(before, "/os/name").equals("windows")) {
      pod.forbidden("windows pods cannot be resized");
      return;
    }
    if (!PodQos.of(spec.node()).equals(PodQos.of(before))) {
      spec.invalid(
          Tree.text(old, "/status/qosClass"),
          "Pod QOS Class may not change as a result of resizing");
    }
    ofPod(spec, before);
    if (!order(spec, before, "containers") | !order(spec, before, "initContainers")) {
      return;
    }
    ofContainers(spec.get("initContainers"), before.path("initContainers"));
    ofContainers(spec.get("containers"), before.path("containers"));
    fixedParts(spec, before);
  }

  private static void ofPod(Field spec, JsonNode old) {
    var resources = spec.get("resources");
    var before = old.path("resources");
    if (before.isObject() && resources.absent()) {
      resources.forbidden("pod-level resources cannot be removed");
      return;
    }
    removed(resources, before, "pod-level resource");
    if (!withoutAmounts(resources.node()).equals(withoutAmounts(before))) {
      spec.forbidden("only cpu and memory resources are mutable at pod-level");
    }
  }

  private static boolean order(Field spec, JsonNode old, String list) {
    var now = names(spec.node(), list);
    var before = names(old, list);
    var containers = spec.get(list);
    if (now.size() != before.size()) {
      containers.forbidden(list + " may not be added or removed on resize");
      return false;
    }
    for (var i = 0; i < before.size(); i++) {
      if (!now.get(i).equals(before.get(i))) {
        containers
            .index(i)
            .get("name")
            .forbidden(list + " may not be renamed or reordered on resize");
      }
    }
    return now.equals(before);
  }

  private static void ofContainers(Field containers, JsonNode old) {
    for (var i = 0; i < old.size(); i++) {
      removed(containers.index(i).get("resources"), old.get(i).path("resources"), "resource");
    }
  }

  private static void removed(Field resources, JsonNode old, String what) {
    for (var list : AMOUNTS) {
      var amounts = resources.get(list);
      for (var amount : old.path(list).properties()) {
        if (amounts.key(amount.getKey()).absent()) {
          amounts.forbidden(what + " " + list + " cannot be removed");
          break;
        }
      }
    }
  }

  private static void fixedParts(Field spec, JsonNode old) {
    for (var i = 0; i < old.path("containers").size(); i++) {
      if (!sameButAmounts(spec.get("containers").index(i).node(), old.get("containers").get(i))) {
        spec.forbidden("only cpu and memory resources are mutable");
      }
    }
    for (var i = 0; i < old.path("initContainers").size(); i++) {
      var container = spec.get("initContainers").index(i);
      var before = old.get("initContainers").get(i);
      if (!sameButAmounts(container.node(), before)) {
        container.forbidden(
            "only cpu and memory resources for init or sidecar containers are mutable");
      }
      if (!container.node().equals(before) && restartsToResize(container.node())) {
        container.forbidden(
            "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
      }
    }
  }

  private static boolean restartsToResize(JsonNode container) {
    return !Tree.text(container, "/restartPolicy").equals("Always")
        && Tree.objects(container, "resizePolicy").stream()
            .anyMatch(policy -> Tree.text(policy, "/restartPolicy").equals("RestartContainer"));
  }

  private static boolean sameButAmounts(JsonNode container, JsonNode old) {
    return withoutResources(container).equals(withoutResources(old))
        && withoutAmounts(container.path("resources"))
            .equals(withoutAmounts(old.path("resources")));
  }

  private static JsonNode withoutResources(JsonNode container) {
    return container instanceof ObjectNode object
        ? object.deepCopy().without("resources")
        : container;
  }

  /** The resources without cpu and memory; the same for none and for nothing else. */
  private static JsonNode withoutAmounts(JsonNode resources) {
    var rest = resources instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (var list : AMOUNTS) {
      if (rest.get(list) instanceof ObjectNode amounts && amounts.remove(RESIZABLE).isEmpty()) {
        rest.remove(list);
      }
    }
    return rest;
  }
}
