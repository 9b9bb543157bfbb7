package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodQos;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code pods/resize} write: cpu and memory of running containers, and how they take a change
 * (ValidatePodResize). The node's agent carries it out and tells of it in status.
 */
final class PodResize {

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> OF_A_RESIZE = List.of("resources", "resizePolicy");
  private static final Set<String> RESIZABLE = Set.of("cpu", "memory");

  private PodResize() {}

  /** Puts back everything but what a resize is about. */
  static void restore(ObjectNode object, ObjectNode old) {
    var wanted = object.path("spec").deepCopy();
    Tree.restore(object, old, "spec");
    Tree.restore(object, old, "status");
    var spec = Tree.child(object, "spec");
    for (var list : LISTS) {
      var byName = new HashMap<String, ObjectNode>();
      Tree.objects(spec, list).forEach(c -> byName.put(Tree.text(c, "/name"), c));
      var asked = Tree.objects(wanted, list);
      if (asked.size() != byName.size() || !byName.keySet().containsAll(names(asked))) {
        spec.set(list, wanted.path(list)); // the rules refuse it
        continue;
      }
      var order = spec.putArray(list);
      for (var container : asked) {
        var kept = byName.get(Tree.text(container, "/name"));
        OF_A_RESIZE.forEach(field -> Tree.restore(kept, container, field));
        order.add(kept);
      }
      if (order.isEmpty()) {
        spec.remove(list);
      }
    }
  }

  private static Set<String> names(List<ObjectNode> containers) {
    var names = new HashSet<String>();
    containers.forEach(container -> names.add(Tree.text(container, "/name")));
    return names;
  }

  static void check(Field pod, ObjectNode old) {
    if (old.path("metadata").path("annotations").has(MIRROR)) {
      pod.forbidden("static pods cannot be resized");
      return;
    }
    var spec = pod.get("spec");
    if (Tree.text(old, "/spec/os/name").equals("windows")) {
      pod.forbidden("windows pods cannot be resized");
      return;
    }
    if (!PodQos.of(spec.node()).equals(PodQos.of(old.path("spec")))) {
      spec.invalid(
          Tree.text(old, "/status/qosClass"),
          "Pod QOS Class may not change as a result of resizing");
    }
    for (var list : LISTS) {
      if (!sameOrder(spec.get(list), old.path("spec").path(list))) {
        spec.get(list).forbidden("containers may not be renamed or reordered on resize");
        return;
      }
      for (var container : spec.get(list).items()) {
        var index = container.path().substring(container.path().lastIndexOf('[') + 1);
        var number = Integer.parseInt(index.substring(0, index.length() - 1));
        container(container, old.path("spec").path(list).path(number), list);
      }
    }
  }

  private static boolean sameOrder(Field containers, JsonNode old) {
    if (containers.node().size() != old.size()) {
      return false;
    }
    for (var i = 0; i < old.size(); i++) {
      if (!containers.index(i).get("name").text().equals(old.path(i).path("name").asText())) {
        return false;
      }
    }
    return true;
  }

  private static void container(Field container, JsonNode old, String list) {
    var resources = container.get("resources");
    var before = old.path("resources");
    if (list.equals("initContainers") && !old.path("restartPolicy").asText("").equals("Always")) {
      if (!same(resources.node(), before)) {
        resources.forbidden("resources for non-sidecar init containers are immutable");
      }
      return;
    }
    removed(resources.get("requests"), before.path("requests"), "resource requests");
    removed(resources.get("limits"), before.path("limits"), "resource limits");
    if (!same(fixed(resources.node()), fixed(before))) {
      resources.forbidden("only cpu and memory resources are mutable");
    }
  }

  private static void removed(Field amounts, JsonNode old, String what) {
    for (var amount : old.properties()) {
      if (RESIZABLE.contains(amount.getKey()) && amounts.key(amount.getKey()).absent()) {
        amounts.forbidden(what + " cannot be removed");
        return;
      }
    }
  }

  /** What of a container's resources must stay as it is. */
  private static JsonNode fixed(JsonNode resources) {
    var copy = resources.deepCopy();
    for (var amounts : List.of("requests", "limits")) {
      if (copy.path(amounts) instanceof ObjectNode object) {
        object.remove(RESIZABLE);
        if (object.isEmpty() && copy instanceof ObjectNode parent) {
          parent.remove(amounts);
        }
      }
    }
    return copy;
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return one.isEmpty() && other.isEmpty() || one.equals(other);
  }
}
