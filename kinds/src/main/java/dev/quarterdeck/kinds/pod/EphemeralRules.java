package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;

/** What only ephemeral containers may not say, or must (validateEphemeralContainers). */
final class EphemeralRules {

  private static final String NOT_HERE = "cannot be set for an Ephemeral Container";

  /** Promises to the scheduler or to Services, which such a container can never keep. */
  private static final List<String> DISALLOWED =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "lifecycle",
          "livenessProbe",
          "readinessProbe",
          "startupProbe");

  private EphemeralRules() {}

  static void check(Field spec) {
    var targets = new HashSet<String>();
    for (var list : List.of("initContainers", "containers")) {
      spec.get(list).items().forEach(container -> targets.add(container.get("name").text()));
    }
    for (var container : spec.get("ephemeralContainers").items()) {
      disallowed(container);
      var target = container.get("targetContainerName");
      if (target.present() && !targets.contains(target.text())) {
        target.notFound();
      }
    }
  }

  private static void disallowed(Field container) {
    for (var name : DISALLOWED) {
      var field = container.get(name);
      if (field.present() && !(field.node().isContainerNode() && field.node().isEmpty())) {
        field.forbidden(NOT_HERE);
      }
    }
    for (var mount : container.get("volumeMounts").items()) {
      for (var name : List.of("subPath", "subPathExpr")) {
        if (mount.get(name).present()) {
          mount.get(name).forbidden(NOT_HERE);
        }
      }
    }
  }
}
