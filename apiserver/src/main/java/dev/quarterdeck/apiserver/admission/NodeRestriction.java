package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Set;

/**
 * A node agent writes only what is its own: its Node, the status and deletion of pods bound to it,
 * its lease (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction">NodeRestriction</a>).
 */
final class NodeRestriction implements MutatingPlugin {

  private static final String LEASES = "kube-node-lease";
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private static final GroupVersionResource PODS = GroupVersionResource.core("pods");

  private final Lookup lookup;

  NodeRestriction(Lookup lookup) {
    this.lookup = lookup;
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
    var node = request.user().nodeName();
    if (node.isEmpty()) {
      return;
    }
    switch (request.type().resource().groupResource()) {
      case "nodes" -> node(request, node);
      case "pods" -> pod(request, node);
      case "leases.coordination.k8s.io" -> lease(request, node);
      case "serviceaccounts" -> token(request, node);
      default -> {}
    }
  }

  private static void node(AdmissionRequest request, String node) {
    if (!request.name().equals(node)) {
      throw refusal(request, "node \"%s\" is not allowed to modify node \"%s\"", node);
    }
    if (request.operation() == Operation.UPDATE
        && request.subresource().isEmpty()
        && !taints(request.object()).equals(taints(request.old()))) {
      throw request.forbidden("node \"%s\" is not allowed to modify taints".formatted(node));
    }
  }

  private static JsonNode taints(ObjectNode node) {
    return node.path("spec").path("taints");
  }

  private void pod(AdmissionRequest request, String node) {
    if (request.operation() == Operation.CREATE && request.subresource().isEmpty()) {
      var mirror = request.object().path("metadata").path("annotations").has(MIRROR);
      if (!mirror || !onNode(request.object(), node)) {
        throw request.forbidden(
            "node \"%s\" can only create mirror pods bound to itself".formatted(node));
      }
    } else if (!onNode(present(request), node)) {
      throw refusal(
          request,
          "node \"%s\" can only write pods with spec.nodeName set to itself: \"%s\"",
          node);
    }
  }

  /** What the request is about is not in it when something is created beside the pod. */
  private ObjectNode present(AdmissionRequest request) {
    return request.old() != null
        ? request.old()
        : lookup
            .stored(PODS, request.namespace(), request.name())
            .orElseThrow(() -> ApiFault.notFound(PODS, request.name()));
  }

  private static boolean onNode(ObjectNode pod, String node) {
    return Tree.text(pod, "/spec/nodeName").equals(node);
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals(LEASES)) {
      throw request.forbidden(
          "can only access leases in the \"%s\" system namespace".formatted(LEASES));
    }
    if (!request.name().equals(node)) {
      throw refusal(
          request, "node \"%s\" can only access the lease of its own name, not \"%s\"", node);
    }
  }

  /** Only for a pod of its own, and only while that pod is the one it means. */
  private void token(AdmissionRequest request, String node) {
    if (!request.subresource().equals("token")) {
      return;
    }
    var bound = request.object().path("spec").path("boundObjectRef");
    var name = Tree.text(bound, "/name");
    if (!Tree.text(bound, "/apiVersion").equals("v1")
        || !Tree.text(bound, "/kind").equals("Pod")
        || name.isEmpty()) {
      throw request.forbidden("node requested token not bound to a pod");
    }
    var uid = Tree.text(bound, "/uid");
    if (uid.isEmpty()) {
      throw request.forbidden("node requested token with a pod binding without a uid");
    }
    var pod =
        lookup
            .stored(PODS, request.namespace(), name)
            .orElseThrow(() -> ApiFault.notFound(PODS, name));
    if (!uid.equals(Tree.text(pod, "/metadata/uid"))) {
      throw request.forbidden(
          ("the UID in the bound object reference (%s) does not match the UID in record. The object"
                  + " might have been deleted and then recreated")
              .formatted(uid));
    }
    if (!onNode(pod, node)) {
      throw request.forbidden("node requested token bound to a pod scheduled on a different node");
    }
  }

  private static ApiFault refusal(AdmissionRequest request, String why, String node) {
    return request.forbidden(why.formatted(node, request.name()));
  }
}
