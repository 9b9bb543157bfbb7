package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;

/** A workload's pod template. */
public final class PodTemplate {

  private PodTemplate() {}

  /** Fills {@code holder.template} with what the facts table cannot say. */
  public static void applyDefaults(ObjectNode holder) {
    PodSpecDefaults.apply(Tree.child(Tree.child(holder, "template"), "spec"));
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
}
