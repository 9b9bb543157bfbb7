package dev.quarterdeck.kinds.pod;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;
import static dev.quarterdeck.machinery.Tree.fillNonZero;
import static dev.quarterdeck.machinery.Tree.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/**
 * The defaults of a PodSpec that depend on more than one field, in pods and in templates alike
 * (pkg/apis/core/v1/defaults.go of Kubernetes defines them). Idempotent.
 */
public final class PodSpecDefaults {

  /** The three lists of containers a pod has. */
  static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private static final List<String> RUN_BY_POD = List.of("initContainers", "containers");

  private PodSpecDefaults() {}

  /** Fills {@code spec} as it stands in a template. */
  public static void apply(ObjectNode spec) {
    serviceAccount(spec);
    for (var list : CONTAINER_LISTS) {
      for (var container : objects(spec, list)) {
        fill(container, "imagePullPolicy", pullPolicy(Tree.text(container, "/image")));
      }
    }
    for (var volume : objects(spec, "volumes")) {
      if (volume.size() == 1 && volume.has("name")) {
        volume.putObject("emptyDir");
      }
    }
  }

  /** Fills the spec of a pod itself, where more is decided than in a template. */
  public static void applyToPod(ObjectNode spec) {
    apply(spec);
    fill(spec, "enableServiceLinks", true);
    var onHostNetwork = spec.path("hostNetwork").asBoolean(false);
    for (var list : RUN_BY_POD) {
      for (var container : objects(spec, list)) {
        requestsFromLimits(container);
        if (onHostNetwork) {
          hostPorts(container);
        }
      }
    }
    if (spec.get("resources") instanceof ObjectNode) {
      requestsFromLimits(spec);
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

  /** Always for {@code :latest} and for no tag at all, where what is pulled may change. */
  static String pullPolicy(String image) {
    var digest = image.indexOf('@');
    var name = digest < 0 ? image : image.substring(0, digest);
    var colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    var tag = colon < 0 ? "" : name.substring(colon + 1);
    var latest = colon < 0 ? digest < 0 && !image.isEmpty() : tag.equals("latest");
    return latest ? "Always" : "IfNotPresent";
  }

  private static void requestsFromLimits(ObjectNode owner) {
    if (owner.path("resources").get("limits") instanceof ObjectNode limits && !limits.isEmpty()) {
      Tree.fillFrom(child(child(owner, "resources"), "requests"), limits);
    }
  }

  private static void hostPorts(ObjectNode container) {
    for (var port : objects(container, "ports")) {
      fillNonZero(port, "hostPort", port.path("containerPort").asLong(0));
    }
  }
}
