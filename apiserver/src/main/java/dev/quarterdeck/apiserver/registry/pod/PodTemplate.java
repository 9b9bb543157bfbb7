package dev.quarterdeck.apiserver.registry.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.Tree;

/** A workload's pod template. */
public final class PodTemplate {

  private PodTemplate() {}

  /** Fills the template of a workload's spec. */
  public static void applyDefaults(ObjectNode workloadSpec) {
    var template = Tree.child(workloadSpec, "template");
    Tree.child(template, "metadata");
    PodSpecDefaults.apply(Tree.child(template, "spec"));
  }
}
