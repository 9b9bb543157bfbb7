package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.apiserver.registry.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Objects are only created in namespaces that exist and are not on their way out; the namespaces
 * the cluster lives on cannot be deleted.
 */
final class NamespaceLifecycle implements AdmissionPlugin {

  private static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final Lookup lookup;

  NamespaceLifecycle(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public void validate(AdmissionRequest request) {
    var resource = request.type().resource();
    if (request.operation() == Operation.DELETE) {
      if (request.isOn("", "namespaces") && IMMORTAL.contains(request.name())) {
        throw ApiFault.forbidden(resource, request.name(), "this namespace may not be deleted");
      }
      return;
    }
    if (request.operation() != Operation.CREATE || request.namespace().isEmpty()) {
      return;
    }
    var namespace = find(request.namespace());
    if (Tree.text(namespace, "/status/phase").equals("Terminating")
        || !Tree.text(namespace, "/metadata/deletionTimestamp").isEmpty()) {
      throw terminating(request);
    }
  }

  /** A namespace just created may not have reached the cache yet. */
  private ObjectNode find(String name) {
    return lookup
        .cached(NAMESPACES, "", name)
        .or(() -> lookup.stored(NAMESPACES, "", name))
        .orElseThrow(() -> ApiFault.notFound(NAMESPACES, name));
  }

  private static ApiFault terminating(AdmissionRequest request) {
    var resource = request.type().resource();
    var why =
        "unable to create new content in namespace %s because it is being terminated"
            .formatted(request.namespace());
    var cause =
        new FieldError(
            FieldError.Type.NAMESPACE_TERMINATING,
            "metadata.namespace",
            null,
            "namespace %s is being terminated".formatted(request.namespace()));
    return new ApiFault(
        Reason.FORBIDDEN,
        "%s \"%s\" is forbidden: %s".formatted(resource.groupResource(), request.name(), why),
        new ApiFault.Details(
            resource.group(), resource.resource(), request.name(), List.of(cause), Duration.ZERO));
  }
}
