package dev.quarterdeck.kinds.pod;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;
import static dev.quarterdeck.machinery.Tree.fillNonZero;
import static dev.quarterdeck.machinery.Tree.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/**
 * The defaults of a PodSpec, in pods and in templates alike (pkg/apis/core/v1/defaults.go of
 * Kubernetes defines them). Idempotent.
 */
public final class PodSpecDefaults {

  /** The three lists of containers a pod has. */
  static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private PodSpecDefaults() {}

  /** Fills {@code spec} as it stands in a template. */
  public static void apply(ObjectNode spec) {
    fill(spec, "restartPolicy", "Always");
    fill(spec, "dnsPolicy", "ClusterFirst");
    fill(spec, "schedulerName", "default-scheduler");
    fill(spec, "terminationGracePeriodSeconds", 30);
    child(spec, "securityContext");
    serviceAccount(spec);
    for (var list : CONTAINER_LISTS) {
      objects(spec, list).forEach(ContainerDefaults::apply);
    }
    objects(spec, "volumes").forEach(VolumeDefaults::apply);
  }

  /** Fills the spec of a pod itself, where more is decided than in a template. */
  public static void applyToPod(ObjectNode spec) {
    apply(spec);
    fill(spec, "enableServiceLinks", true);
    for (var list : List.of("initContainers", "containers")) {
      objects(spec, list).forEach(PodSpecDefaults::requestsFromLimits);
    }
    if (spec.get("resources") instanceof ObjectNode) {
      requestsFromLimits(spec);
    }
    if (spec.path("hostNetwork").asBoolean(false)) {
      for (var list : List.of("initContainers", "containers")) {
        objects(spec, list).forEach(PodSpecDefaults::hostPorts);
      }
    }
  }

  /** {@code serviceAccount} is the old name; both are always shown alike. */
  private static void serviceAccount(ObjectNode spec) {
    var name = Tree.text(spec, "/serviceAccountName");
    var old = Tree.text(spec, "/serviceAccount");
    if (name.isEmpty() && !old.isEmpty()) {
      spec.put("serviceAccountName", old);
    } else if (!name.isEmpty()) {
      spec.put("serviceAccount", name);
    }
  }

  private static void requestsFromLimits(ObjectNode owner) {
    if (!(owner.path("resources").get("limits") instanceof ObjectNode limits) || limits.isEmpty()) {
      return;
    }
    var requests = child(child(owner, "resources"), "requests");
    for (var limit : limits.properties()) {
      if (Tree.absent(requests.get(limit.getKey()))) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  private static void hostPorts(ObjectNode container) {
    for (var port : objects(container, "ports")) {
      fillNonZero(port, "hostPort", port.path("containerPort").asLong(0));
    }
  }
}
