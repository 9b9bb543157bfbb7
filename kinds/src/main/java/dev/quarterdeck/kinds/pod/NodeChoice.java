package dev.quarterdeck.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;

/** The parts of a pod's spec that choose nodes by their labels: node selector and node affinity. */
public final class NodeChoice {

  private NodeChoice() {}

  /** Gives {@code spec} the choice of {@code other}; everything else of it stays. */
  public static void copy(ObjectNode spec, ObjectNode other) {
    Tree.restore(spec, other, "nodeSelector");
    var affinity = Tree.child(spec, "affinity");
    Tree.restore(affinity, Tree.child(other.deepCopy(), "affinity"), "nodeAffinity");
    if (affinity.isEmpty() && !other.has("affinity")) {
      spec.remove("affinity");
    }
  }
}
