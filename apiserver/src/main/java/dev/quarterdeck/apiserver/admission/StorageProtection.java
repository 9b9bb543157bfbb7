package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import java.util.Map;
import java.util.Set;

/**
 * Claims and volumes that are deleted stay until nobody uses them (StorageObjectInUseProtection):
 * each is made with a finalizer that a controller takes off.
 */
final class StorageProtection implements MutatingPlugin {

  private static final Map<String, String> FINALIZERS =
      Map.of(
          "persistentvolumeclaims", "kubernetes.io/pvc-protection",
          "persistentvolumes", "kubernetes.io/pv-protection");

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    var resource = request.type().resource().resource();
    var finalizer = FINALIZERS.get(resource);
    if (finalizer == null || !request.isOn("", resource)) {
      return;
    }
    var metadata = Tree.child(request.object(), "metadata");
    if (!Tree.texts(metadata.path("finalizers")).contains(finalizer)) {
      var all =
          metadata.get("finalizers") instanceof ArrayNode array
              ? array
              : metadata.putArray("finalizers");
      all.add(finalizer);
    }
  }
}
