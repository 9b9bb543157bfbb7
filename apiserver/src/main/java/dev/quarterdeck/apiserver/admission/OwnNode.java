package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node may say of itself: nothing that draws pods to it which others keep away by taints or
 * labels, and nothing that widens its view.
 */
final class OwnNode {

  /** The labels of Kubernetes' own names that a kubelet may set. */
  private static final Set<String> KUBELET_LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch");

  private OwnNode() {}

  static void check(AdmissionRequest request, String node) {
    if (!request.name().equals(node)) {
      throw request.forbidden(
          "node \"%s\" is not allowed to modify node \"%s\"".formatted(node, request.name()));
    }
    switch (request.operation()) {
      case CREATE -> create(request, node);
      case UPDATE -> update(request, node);
      case DELETE, CONNECT -> {}
    }
  }

  private static void create(AdmissionRequest request, String node) {
    if (!Tree.absent(configSource(request.object()))) {
      throw request.forbidden(
          "node \"%s\" is not allowed to create pods with a non-nil configSource".formatted(node));
    }
    var labels = forbidden(labels(request.object()), Map.of());
    if (!labels.isEmpty()) {
      throw request.forbidden(
          "node \"%s\" is not allowed to set the following labels: %s"
              .formatted(node, String.join(", ", labels)));
    }
  }

  private static void update(AdmissionRequest request, String node) {
    var now = request.object();
    var old = request.old();
    if (!Tree.absent(configSource(now)) && differ(now, old, "/spec/configSource")) {
      throw request.forbidden(
          "node \"%s\" is not allowed to update configSource to a new non-nil configSource"
              .formatted(node));
    }
    if (differ(now, old, "/spec/taints")) {
      throw request.forbidden("node \"%s\" is not allowed to modify taints".formatted(node));
    }
    if (differ(now, old, "/metadata/ownerReferences")) {
      throw request.forbidden(
          "node \"%s\" is not allowed to modify ownerReferences".formatted(node));
    }
    var labels = forbidden(labels(now), labels(old));
    if (!labels.isEmpty()) {
      throw request.forbidden(
          "is not allowed to modify labels: %s".formatted(String.join(", ", labels)));
    }
  }

  private static JsonNode configSource(ObjectNode node) {
    return node.path("spec").path("configSource");
  }

  private static boolean differ(ObjectNode now, ObjectNode old, String pointer) {
    return !TreeChanges.between(old.at(pointer), now.at(pointer)).isEmpty();
  }

  private static Map<String, String> labels(ObjectNode node) {
    return Tree.textMap(node.path("metadata").path("labels"));
  }

  /** The labels in which both differ and that a node may not add, change or remove; sorted. */
  private static Set<String> forbidden(Map<String, String> now, Map<String, String> old) {
    var keys = new TreeSet<String>(now.keySet());
    keys.addAll(old.keySet());
    keys.removeIf(key -> old.containsKey(key) && old.get(key).equals(now.get(key)));
    keys.removeIf(OwnNode::isAllowed);
    return keys;
  }

  private static boolean isAllowed(String key) {
    var slash = key.indexOf('/');
    var domain = slash < 0 ? "" : key.substring(0, slash);
    if (within(domain, "node-restriction.kubernetes.io")) {
      return false;
    }
    return !within(domain, "kubernetes.io") && !within(domain, "k8s.io")
        || KUBELET_LABELS.contains(key)
        || within(domain, "kubelet.kubernetes.io")
        || within(domain, "node.kubernetes.io");
  }

  private static boolean within(String domain, String parent) {
    return domain.equals(parent) || domain.endsWith("." + parent);
  }
}
