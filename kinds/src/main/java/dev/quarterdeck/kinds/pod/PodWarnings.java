package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Advice on pod specs that are valid and yet not what their author means. */
public final class PodWarnings {

  private PodWarnings() {}

  /**
   * @param path where the spec is, such as {@code spec} or {@code spec.template.spec}
   */
  public static List<String> of(JsonNode spec, String path) {
    var warnings = new ArrayList<String>();
    for (var list : PodSpecDefaults.CONTAINER_LISTS) {
      var containers = Tree.objects(spec, list);
      for (var i = 0; i < containers.size(); i++) {
        environment(containers.get(i), "%s.%s[%d]".formatted(path, list, i), warnings);
      }
    }
    if (spec.path("terminationGracePeriodSeconds").asLong(0) < 0) {
      warnings.add(
          path
              + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will"
              + " be treated as 1");
    }
    return warnings;
  }

  /** Advice on the name of a pod, or of what names pods after itself. */
  public static List<String> name(JsonNode object) {
    var name = Tree.text(object, "/metadata/name");
    var messages = Names.dns1123Label(name);
    return name.isEmpty() || messages.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: this is used in the Pod's hostname, which can result in surprising"
                + " behavior; a DNS label is recommended: "
                + messages);
  }

  private static void environment(JsonNode container, String path, List<String> warnings) {
    var seen = new HashSet<String>();
    var env = Tree.objects(container, "env");
    for (var i = 0; i < env.size(); i++) {
      var name = Tree.text(env.get(i), "/name");
      if (!seen.add(name)) {
        warnings.add(
            "%s.env[%d]: hides previous definition of \"%s\", which may be dropped when using apply"
                .formatted(path, i, name));
      }
    }
  }
}
