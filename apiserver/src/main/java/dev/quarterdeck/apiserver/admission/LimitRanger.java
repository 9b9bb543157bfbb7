package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives containers the requests and limits that the LimitRanges of their namespace have for them,
 * and keeps pods and claims within their bounds.
 */
final class LimitRanger implements MutatingPlugin, ValidatingPlugin {

  private static final GroupVersionResource RANGES = GroupVersionResource.core("limitranges");

  private final Lookup lookup;

  LimitRanger(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (isPod(request)) {
      ranges(request).forEach(range -> ContainerDefaults.of(range).fill(request.object()));
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (isPod(request)) {
      var spec = request.object().path("spec");
      ranges(request).forEach(range -> refuseIf(request, RangeLimits.ofPod(range, spec)));
    } else if (request.isOn("", "persistentvolumeclaims")) {
      var spec = request.object().path("spec");
      ranges(request).forEach(range -> refuseIf(request, RangeLimits.ofClaim(range, spec)));
    }
  }

  /** A pod's resources are decided when it is made, and later only at {@code /resize}. */
  private static boolean isPod(AdmissionRequest request) {
    return request.isOnAnyOf("", "pods")
        && switch (request.operation()) {
          case CREATE -> request.subresource().isEmpty();
          case UPDATE -> request.subresource().equals("resize");
          case DELETE, CONNECT -> false;
        };
  }

  private List<ObjectNode> ranges(AdmissionRequest request) {
    var ending =
        request.old() != null && !Tree.absent(request.old().at("/metadata/deletionTimestamp"));
    return ending ? List.of() : lookup.allIn(RANGES, request.namespace());
  }

  private static void refuseIf(AdmissionRequest request, List<String> refusals) {
    var once = new LinkedHashSet<>(refusals);
    if (!once.isEmpty()) {
      throw request.forbidden(
          once.size() == 1 ? once.getFirst() : "[" + String.join(", ", once) + "]");
    }
  }
}
