package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.Authorizer.Decision;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;

/**
 * Which tokens of ServiceAccounts a node gets: those of pods of its own, for the audiences that the
 * pod or the CSI drivers of its volumes ask for (KEP-4412), and those that it is permitted.
 */
final class NodeTokens {

  private static final String AUDIENCE_VERB = "request-serviceaccounts-token-audience";

  private final Lookup lookup;
  private final Authorizer authorizer;
  private final PodAudiences audiences;

  NodeTokens(Lookup lookup, Authorizer authorizer) {
    this.lookup = lookup;
    this.authorizer = authorizer;
    audiences = new PodAudiences(lookup);
  }

  void check(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE || !request.subresource().equals("token")) {
      return;
    }
    var pod = boundPod(request);
    if (!NodePods.isOn(pod, node)) {
      throw request.forbidden("node requested token bound to a pod scheduled on a different node");
    }
    audience(request, pod);
  }

  /** The pod that the token is for, while that is the one it means. */
  private ObjectNode boundPod(AdmissionRequest request) {
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
            .stored(NodePods.PODS, request.namespace(), name)
            .orElseThrow(() -> ApiFault.notFound(NodePods.PODS, name));
    if (!uid.equals(Tree.text(pod, "/metadata/uid"))) {
      throw request.forbidden(
          ("the UID in the bound object reference (%s) does not match the UID in record. The object"
                  + " might have been deleted and then recreated")
              .formatted(uid));
    }
    return pod;
  }

  private void audience(AdmissionRequest request, ObjectNode pod) {
    var asked = Tree.texts(request.object().path("spec").path("audiences"));
    if (asked.size() > 1) {
      throw request.forbidden("node may only request 0 or 1 audiences");
    }
    var audience = asked.isEmpty() ? "" : asked.getFirst();
    switch (audiences.find(pod, audience)) {
      case PodAudiences.Answer.Found ignored -> {}
      case PodAudiences.Answer.Unknown(var why) ->
          throw request.forbidden("error validating audience \"%s\": %s".formatted(audience, why));
      case PodAudiences.Answer.None ignored -> permitted(request, audience);
    }
  }

  private void permitted(AdmissionRequest request, String audience) {
    var attributes =
        request
            .asked()
            .about(
                new GroupVersionResource("", "v1", audience),
                "",
                request.namespace(),
                request.name())
            .asking(AUDIENCE_VERB);
    if (!(authorizer.authorize(attributes) instanceof Decision.Allow)) {
      throw request.forbidden(
          ("audience \"%s\" not found in pod spec volume, %s is not authorized to request tokens"
                  + " for this audience")
              .formatted(audience, request.user().name()));
    }
  }
}
