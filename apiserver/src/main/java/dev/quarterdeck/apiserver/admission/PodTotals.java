package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Quantities;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod's containers request, or are limited to, together: those that run at a time count,
 * init containers beside the sidecars that were started before them. What the pod says as a whole
 * counts instead for cpu and memory. Its overhead is left out.
 */
final class PodTotals {

  private static final List<String> OF_PODS = List.of("cpu", "memory");

  private PodTotals() {}

  /**
   * @param part {@code requests} or {@code limits}
   * @return quantities by resource; one that no container names is absent
   */
  static Map<String, String> of(JsonNode spec, String part) {
    Map<String, String> running = new TreeMap<>();
    for (var container : Tree.objects(spec, "containers")) {
      running = plus(running, said(container, part));
    }
    Map<String, String> sidecars = Map.of();
    Map<String, String> starting = Map.of();
    for (var init : Tree.objects(spec, "initContainers")) {
      var with = plus(sidecars, said(init, part));
      starting = max(starting, with);
      if (Tree.text(init, "/restartPolicy").equals("Always")) {
        sidecars = with;
      }
    }
    var total = new TreeMap<>(max(plus(running, sidecars), starting));
    var whole = said(spec, part);
    OF_PODS.stream().filter(whole::containsKey).forEach(name -> total.put(name, whole.get(name)));
    return total;
  }

  private static Map<String, String> said(JsonNode owner, String part) {
    return Tree.textMap(owner.path("resources").path(part));
  }

  private static Map<String, String> plus(Map<String, String> one, Map<String, String> other) {
    var sum = new TreeMap<>(one);
    other.forEach((name, quantity) -> sum.merge(name, quantity, Quantities::plus));
    return sum;
  }

  private static Map<String, String> max(Map<String, String> one, Map<String, String> other) {
    var max = new TreeMap<>(one);
    other.forEach((name, quantity) -> max.merge(name, quantity, Quantities::max));
    return max;
  }
}
