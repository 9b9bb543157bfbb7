package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.certificates.SigningRequest;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import java.io.IOException;
import java.util.Set;

/**
 * A node agent writes only what is its own: its Node, mirror pods, the status and deletion of pods
 * bound to it, its lease (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction">NodeRestriction</a>).
 */
final class NodeRestriction implements MutatingPlugin {

  private static final String LEASES = "kube-node-lease";

  private static final Set<String> KUBELET_SIGNERS =
      Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

  private final NodePods pods;
  private final NodeTokens tokens;

  /**
   * @param authorizer says which nodes may have tokens for audiences that no pod names
   */
  NodeRestriction(Lookup lookup, Authorizer authorizer) {
    pods = new NodePods(lookup);
    tokens = new NodeTokens(lookup, authorizer);
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.user().isNode()) {
      return;
    }
    var node = request.user().nodeName();
    if (node.isEmpty()) {
      throw request.forbidden(
          "could not determine node from user \"%s\"".formatted(request.user().name()));
    }
    switch (request.type().resource().groupResource()) {
      case "pods" -> pods.check(request, node);
      case "nodes" -> OwnNode.check(request, node);
      case "persistentvolumeclaims" -> claim(request, node);
      case "serviceaccounts" -> tokens.check(request, node);
      case "leases.coordination.k8s.io" -> lease(request, node);
      case "csinodes.storage.k8s.io" -> ownName(request, node, "CSINode");
      case "resourceslices.resource.k8s.io" -> slice(request, node);
      case "certificatesigningrequests.certificates.k8s.io" -> signing(request, node);
      default -> {}
    }
  }

  /** Of a claim it may say how large its volume is by now, and how far its growth is. */
  private static void claim(AdmissionRequest request, String node) {
    if (!request.subresource().equals("status")) {
      throw request.forbidden("may only update PVC status");
    }
    if (request.operation() != Operation.UPDATE) {
      throw unexpected(request);
    }
    var changed = TreeChanges.between(withoutSizes(request.old()), withoutSizes(request.object()));
    if (!changed.isEmpty()) {
      throw request.forbidden(
          ("node \"%s\" is not allowed to update fields other than status.quantity and"
                  + " status.conditions: %s")
              .formatted(node, String.join(", ", changed)));
    }
  }

  private static ObjectNode withoutSizes(ObjectNode claim) {
    var rest = claim.deepCopy();
    Tree.child(rest, "metadata").remove(Set.of("resourceVersion", "managedFields"));
    Tree.child(rest, "status")
        .remove(
            Set.of("capacity", "conditions", "allocatedResourceStatuses", "allocatedResources"));
    return rest;
  }

  static ApiFault unexpected(AdmissionRequest request) {
    return request.forbidden("unexpected operation \"%s\"".formatted(request.operation()));
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals(LEASES)) {
      throw request.forbidden(
          "can only access leases in the \"%s\" system namespace".formatted(LEASES));
    }
    ownName(request, node, "node lease");
  }

  private static void ownName(AdmissionRequest request, String node, String kind) {
    if (!request.name().equals(node)) {
      throw request.forbidden(
          "can only access %s with the same name as the requesting node".formatted(kind));
    }
  }

  private static void slice(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> slice(request, request.object(), "create", node);
      case DELETE -> slice(request, request.old(), "delete", node);
      case UPDATE, CONNECT -> {}
    }
  }

  private static void slice(AdmissionRequest request, JsonNode slice, String verb, String node) {
    if (!Tree.text(slice, "/spec/nodeName").equals(node)) {
      throw request.forbidden(
          "can only %s ResourceSlice with the same NodeName as the requesting node"
              .formatted(verb));
    }
  }

  /** Certificates of kubelets only for itself. */
  private static void signing(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE
        || !KUBELET_SIGNERS.contains(Tree.text(request.object(), "/spec/signerName"))) {
      return;
    }
    if (!commonName(request).equals("system:node:" + node)) {
      throw request.forbidden("can only create a node CSR with CN=system:node:" + node);
    }
  }

  private static String commonName(AdmissionRequest request) {
    try {
      return SigningRequest.commonName(Tree.text(request.object(), "/spec/request"));
    } catch (IOException malformed) {
      throw request.forbidden("unable to parse csr: " + malformed.getMessage());
    }
  }
}
