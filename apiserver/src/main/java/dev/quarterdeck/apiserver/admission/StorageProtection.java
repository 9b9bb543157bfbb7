package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import java.util.Map;

/**
 * Claims and volumes that are deleted stay until nobody uses them (StorageObjectInUseProtection):
 * each is made with a finalizer that a controller takes off.
 */
final class StorageProtection implements AdmissionPlugin {

  private static final Map<String, String> FINALIZERS =
      Map.of(
          "persistentvolumeclaims", "kubernetes.io/pvc-protection",
          "persistentvolumes", "kubernetes.io/pv-protection");

  @Override
  public void mutate(AdmissionRequest request) {
    var resource = request.type().resource().resource();
    var finalizer = FINALIZERS.get(resource);
    if (request.operation() != Operation.CREATE
        || finalizer == null
        || !request.isOn("", resource)) {
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
