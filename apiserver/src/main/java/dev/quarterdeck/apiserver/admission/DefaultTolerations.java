package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.Set;

/**
 * A pod stays five minutes on a node that is not ready or not reachable, unless it says otherwise:
 * when it is made, and when its tolerations are replaced.
 */
final class DefaultTolerations implements MutatingPlugin {

  private static final int SECONDS = 300;
  private static final List<String> KEYS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.isOn("", "pods") || !(request.object().get("spec") instanceof ObjectNode spec)) {
      return;
    }
    for (var key : KEYS) {
      if (!tolerates(spec, key)) {
        tolerations(spec)
            .addObject()
            .put("key", key)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", SECONDS);
      }
    }
  }

  private static boolean tolerates(ObjectNode spec, String key) {
    for (var toleration : Tree.objects(spec, "tolerations")) {
      var itsKey = Tree.text(toleration, "/key");
      var effect = Tree.text(toleration, "/effect");
      if ((itsKey.equals(key) || itsKey.isEmpty())
          && (effect.equals("NoExecute") || effect.isEmpty())) {
        return true;
      }
    }
    return false;
  }

  private static ArrayNode tolerations(ObjectNode spec) {
    return spec.get("tolerations") instanceof ArrayNode array
        ? array
        : spec.putArray("tolerations");
  }
}
