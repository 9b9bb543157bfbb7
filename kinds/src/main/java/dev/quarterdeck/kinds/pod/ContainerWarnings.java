package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.kinds.volume.VolumeWarnings;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;

/** Advice on a pod's containers. */
final class ContainerWarnings {

  /** The resources that are counted in whole bytes. */
  static final List<String> BYTES = List.of("memory", "ephemeral-storage");

  private ContainerWarnings() {}

  static void collect(Field holder, List<String> warnings) {
    for (var container : PodWarnings.containers(holder.get("spec"))) {
      AnnotationWarnings.ofContainer(holder, container, warnings);
      for (var resource : BYTES) {
        for (var amounts : List.of("limits", "requests")) {
          VolumeWarnings.fractional(container.get("resources", amounts).key(resource), warnings);
        }
      }
      environment(container.get("env"), warnings);
    }
  }

  private static void environment(Field env, List<String> warnings) {
    var seen = new HashSet<String>();
    for (var variable : env.items()) {
      var name = variable.get("name").text();
      if (!seen.add(name) && hides(variable, "$(" + name + ")")) {
        warnings.add(
            "%s: hides previous definition of \"%s\", which may be dropped when using apply"
                .formatted(variable.path(), name));
      }
    }
  }

  /** Whether a variable does not build on the one of the same name before it. */
  private static boolean hides(Field variable, String previous) {
    var value = variable.get("value").text();
    return variable.get("valueFrom").given() || value.equals(previous) || !value.contains(previous);
  }
}
