package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The namespaces and their labels, for namespace selectors. Immutable.
 *
 * @param labels by name
 */
public record Namespaces(Map<String, Map<String, String>> labels) {

  public static final Namespaces NONE = new Namespaces(Map.of());

  /** The labels of a namespace; empty for one that is not known. */
  public Map<String, String> labels(String name) {
    return labels.getOrDefault(name, Map.of());
  }

  /** The names of those that the selector matches. */
  public List<String> matching(LabelSelector selector) {
    return labels.entrySet().stream()
        .filter(namespace -> selector.matches(namespace.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  Namespaces with(String name, Map<String, String> newLabels) {
    var copy = new HashMap<>(labels);
    copy.put(name, newLabels);
    return new Namespaces(copy);
  }

  Namespaces without(String name) {
    var copy = new HashMap<>(labels);
    copy.remove(name);
    return new Namespaces(copy);
  }
}
