package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import java.util.Set;

/** A pod runs as its namespace's {@code default} service account unless it names another. */
final class ServiceAccountDefault implements MutatingPlugin {

  /** Pods the kubelet reads from files are only mirrored here, and have no account. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.isOn("", "pods")
        || request.object().path("metadata").path("annotations").has(MIRROR)) {
      return;
    }
    if (request.object().get("spec") instanceof ObjectNode spec) {
      Tree.fill(spec, "serviceAccountName", "default");
      spec.put("serviceAccount", spec.path("serviceAccountName").asText());
    }
  }
}
