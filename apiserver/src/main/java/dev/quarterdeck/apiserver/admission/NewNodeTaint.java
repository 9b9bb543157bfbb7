package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import java.util.Set;

/**
 * A node is not ready until the node controller has seen it to be (TaintNodesByCondition): pods
 * must not land on it in the meantime.
 */
final class NewNodeTaint implements MutatingPlugin {

  private static final String KEY = "node.kubernetes.io/not-ready";
  private static final String EFFECT = "NoSchedule";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.isOn("", "nodes")) {
      return;
    }
    ObjectNode spec = Tree.child(request.object(), "spec");
    for (var taint : Tree.objects(spec, "taints")) {
      if (Tree.text(taint, "/key").equals(KEY) && Tree.text(taint, "/effect").equals(EFFECT)) {
        return;
      }
    }
    var taints = spec.get("taints") instanceof ArrayNode array ? array : spec.putArray("taints");
    taints.addObject().put("key", KEY).put("effect", EFFECT);
  }
}
