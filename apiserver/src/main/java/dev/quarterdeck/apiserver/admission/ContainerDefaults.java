package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a LimitRange has containers request and be limited to that do not say it themselves.
 *
 * @param requests quantities by resource
 * @param limits quantities by resource
 */
record ContainerDefaults(Map<String, String> requests, Map<String, String> limits) {

  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  static ContainerDefaults of(ObjectNode range) {
    var requests = new TreeMap<String, String>();
    var limits = new TreeMap<String, String>();
    for (var item : Tree.objects(range.path("spec"), "limits")) {
      if (Tree.text(item, "/type").equals("Container")) {
        requests.putAll(Tree.textMap(item.path("defaultRequest")));
        limits.putAll(Tree.textMap(item.path("default")));
      }
    }
    return new ContainerDefaults(requests, limits);
  }

  /** Fills the containers of a pod, and notes in an annotation what was filled. */
  void fill(ObjectNode pod) {
    var set = new ArrayList<String>();
    fill(pod, "containers", "container", set);
    fill(pod, "initContainers", "init container", set);
    if (!set.isEmpty()) {
      Tree.child(Tree.child(pod, "metadata"), "annotations")
          .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", set));
    }
  }

  private void fill(ObjectNode pod, String list, String kind, List<String> set) {
    for (var container : Tree.objects(pod.path("spec"), list)) {
      var whose = "for %s %s".formatted(kind, Tree.text(container, "/name"));
      fill(container, "requests", requests, " request " + whose, set);
      fill(container, "limits", limits, " limit " + whose, set);
    }
  }

  private static void fill(
      ObjectNode container,
      String part,
      Map<String, String> defaults,
      String as,
      List<String> set) {
    var said = container.path("resources").path(part);
    var missing = new TreeMap<>(defaults);
    missing.keySet().removeIf(said::has);
    if (!missing.isEmpty()) {
      var filled = Tree.child(Tree.child(container, "resources"), part);
      missing.forEach(filled::put);
      set.add(String.join(", ", missing.keySet()) + as);
    }
  }
}
