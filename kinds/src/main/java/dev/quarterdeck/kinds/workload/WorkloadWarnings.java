package dev.quarterdeck.kinds.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.pod.PodWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** Advice on workloads that are valid and yet make pods that are not what their author means. */
public final class WorkloadWarnings {

  private WorkloadWarnings() {}

  /** Advice on the name and the template of a workload that names pods after itself. */
  public static List<String> named(ObjectNode workload, ObjectNode old) {
    var warnings = new ArrayList<String>();
    name(workload, old, warnings);
    warnings.addAll(ofTemplate(workload, old));
    return warnings;
  }

  /** Advice on {@code spec.template}. */
  public static List<String> ofTemplate(ObjectNode workload, ObjectNode old) {
    return isNews(workload, old)
        ? PodWarnings.ofTemplate(Field.root(workload).get("spec", "template"))
        : List.of();
  }

  /** Advice on the name of a new workload that names pods after itself. */
  public static void name(ObjectNode workload, ObjectNode old, List<String> warnings) {
    var problems = Names.dns1123Label(Tree.text(workload, "/metadata/name"));
    if (old == null && !problems.isEmpty()) {
      warnings.add(
          "metadata.name: this is used in Pod names and hostnames, which can result in surprising"
              + " behavior; a DNS label is recommended: [%s]"
                  .formatted(String.join(" ", problems)));
    }
  }

  /** Whether a template may have changed: advice that was given once is not repeated. */
  public static boolean isNews(ObjectNode object, ObjectNode old) {
    return old == null
        || object.path("metadata").path("generation").asLong(0)
            != old.path("metadata").path("generation").asLong(0);
  }
}
