package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import java.util.ArrayList;
import java.util.List;

/** A workload's pod template. */
public final class PodTemplate {

  private PodTemplate() {}

  /** Fills the template of a workload's spec. */
  public static void applyDefaults(ObjectNode workloadSpec) {
    var template = Tree.child(workloadSpec, "template");
    Tree.child(template, "metadata");
    PodSpecDefaults.apply(Tree.child(template, "spec"));
  }

  /** The rules on a template. */
  public static void check(Field template) {
    MetadataRules.labels(template.get("metadata", "labels"));
    MetadataRules.annotations(template.get("metadata", "annotations"));
    PodSpecRules.check(template.get("spec"));
    if (!template.get("spec", "ephemeralContainers").items().isEmpty()) {
      template
          .get("spec", "ephemeralContainers")
          .forbidden("ephemeral containers not allowed in pod template");
    }
  }

  /** Advice on a workload whose template is {@code spec.template}. */
  public static List<String> warnings(JsonNode workload) {
    var warnings = new ArrayList<>(PodWarnings.name(workload));
    warnings.addAll(PodWarnings.of(workload.at("/spec/template/spec"), "spec.template.spec"));
    return warnings;
  }
}
