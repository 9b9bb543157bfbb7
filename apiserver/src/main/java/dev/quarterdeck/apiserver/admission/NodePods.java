package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.core.MirrorPod;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** What a node may do to pods: it makes mirror pods, and ends and describes those bound to it. */
final class NodePods {

  static final GroupVersionResource PODS = GroupVersionResource.core("pods");

  private static final GroupVersionResource NODES = GroupVersionResource.core("nodes");

  private final Lookup lookup;

  NodePods(Lookup lookup) {
    this.lookup = lookup;
  }

  void check(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> pod(request, node);
      case "status" -> status(request, node);
      case "eviction" -> eviction(request, node);
      default ->
          throw request.forbidden(
              "unexpected pod subresource \"%s\", only 'status' and 'eviction' are allowed"
                  .formatted(request.subresource()));
    }
  }

  private void pod(AdmissionRequest request, String node) {
    switch (request.operation()) {
      case CREATE -> create(request, node);
      case DELETE ->
          require(
              request,
              isOn(request.old(), node),
              "node \"%s\" can only delete pods with spec.nodeName set to itself",
              node);
      case UPDATE, CONNECT ->
          throw request.forbidden(
              "unexpected operation \"%s\", node \"%s\" can only create and delete mirror pods"
                  .formatted(request.operation(), node));
    }
  }

  private void create(AdmissionRequest request, String node) {
    var pod = request.object();
    require(
        request,
        MirrorPod.is(pod),
        "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"%s\" can only create"
            + " mirror pods",
        node);
    require(
        request,
        isOn(pod, node),
        "node \"%s\" can only create pods with spec.nodeName set to itself",
        node);
    owner(request, Tree.objects(pod.path("metadata"), "ownerReferences"), node);
    references(request, pod, node);
  }

  private void owner(AdmissionRequest request, List<ObjectNode> owners, String node) {
    require(
        request,
        owners.size() <= 1,
        "node \"%s\" can only create pods with a single owner reference set to itself",
        node);
    require(
        request,
        owners.size() == 1 && isNode(owners.getFirst(), node),
        "node \"%s\" can only create pods with an owner reference set to itself",
        node);
    var owner = owners.getFirst();
    require(
        request,
        owner.path("controller").asBoolean(),
        "node \"%s\" can only create pods with a controller owner reference set to itself",
        node);
    require(
        request,
        !owner.path("blockOwnerDeletion").asBoolean(),
        "node \"%s\" must not set blockOwnerDeletion on an owner reference",
        node);
    sameNode(request, Tree.text(owner, "/uid"), node);
  }

  private static boolean isNode(ObjectNode owner, String node) {
    return Tree.text(owner, "/apiVersion").equals("v1")
        && Tree.text(owner, "/kind").equals("Node")
        && Tree.text(owner, "/name").equals(node);
  }

  private void sameNode(AdmissionRequest request, String uid, String node) {
    var known = lookup.stored(NODES, "", node).orElseThrow(() -> ApiFault.notFound(NODES, node));
    var current = Tree.text(known, "/metadata/uid");
    if (!uid.equals(current)) {
      throw request.forbidden(
          "node %s UID mismatch: expected %s got %s".formatted(node, uid, current));
    }
  }

  private static void references(AdmissionRequest request, ObjectNode pod, String node) {
    try {
      var reference = MirrorPod.reference(pod.path("spec"));
      if (reference.isPresent()) {
        throw request.forbidden(
            "node \"%s\" can not create pods that reference %s".formatted(node, reference.get()));
      }
    } catch (IllegalArgumentException unknown) {
      throw request.forbidden(
          "error checking mirror pod for API references: " + unknown.getMessage());
    }
  }

  private static void status(AdmissionRequest request, String node) {
    if (request.operation() != Operation.UPDATE) {
      throw NodeRestriction.unexpected(request);
    }
    var old = request.old();
    var pod = request.object();
    require(
        request,
        isOn(old, node),
        "node \"%s\" can only update pod status for pods with spec.nodeName set to itself",
        node);
    require(
        request,
        same(old, pod, "/metadata/labels"),
        "node \"%s\" cannot update labels through pod status",
        node);
    require(
        request,
        same(old, pod, "/status/resourceClaimStatuses"),
        "node \"%s\" cannot update resource claim statues",
        node);
    require(
        request,
        same(old, pod, "/status/extendedResourceClaimStatus"),
        "node \"%s\" cannot update extended resource claim status",
        node);
  }

  private static boolean same(JsonNode old, JsonNode now, String pointer) {
    return TreeChanges.between(old.at(pointer), now.at(pointer)).isEmpty();
  }

  private void eviction(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE) {
      throw request.forbidden("unexpected operation " + request.operation());
    }
    var name = request.name();
    var pod =
        lookup
            .stored(PODS, request.namespace(), name)
            .orElseThrow(() -> ApiFault.notFound(PODS, name));
    require(
        request,
        isOn(pod, node),
        "node %s can only evict pods with spec.nodeName set to itself",
        node);
  }

  static boolean isOn(ObjectNode pod, String node) {
    return Tree.text(pod, "/spec/nodeName").equals(node);
  }

  private static void require(AdmissionRequest request, boolean holds, String why, String node) {
    if (!holds) {
      throw request.forbidden(why.formatted(node));
    }
  }
}
