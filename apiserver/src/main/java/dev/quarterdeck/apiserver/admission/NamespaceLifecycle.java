package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects are only created in namespaces that exist and are not on their way out; the namespaces
 * the cluster lives on cannot be deleted.
 */
final class NamespaceLifecycle implements AdmissionPlugin {

  private static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  /** As many deletions are remembered; one that is forgotten has long reached the cache. */
  private static final int MOST_REMEMBERED = 1_000;

  private final Lookup lookup;

  /** Namespaces deleted through this server, until the cache has been seen to know. */
  private final Set<String> deleted =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_REMEMBERED;
                }
              }));

  NamespaceLifecycle(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public void validate(AdmissionRequest request) {
    var resource = request.type().resource();
    if (request.operation() == Operation.DELETE) {
      if (request.isOn("", "namespaces")) {
        if (IMMORTAL.contains(request.name())) {
          throw ApiFault.forbidden(resource, request.name(), "this namespace may not be deleted");
        }
        deleted.add(request.name());
      }
      return;
    }
    if (request.operation() != Operation.CREATE || request.namespace().isEmpty()) {
      return;
    }
    if (isEnding(find(request.namespace()))) {
      throw terminating(request);
    }
  }

  private static boolean isEnding(ObjectNode namespace) {
    return Tree.text(namespace, "/status/phase").equals("Terminating")
        || !Tree.text(namespace, "/metadata/deletionTimestamp").isEmpty();
  }

  /** A namespace just created or deleted may not have reached the cache yet. */
  private ObjectNode find(String name) {
    var cached = lookup.cached(NAMESPACES, "", name);
    if (cached.isPresent() && !deleted.contains(name)) {
      return cached.get();
    }
    var stored =
        lookup.stored(NAMESPACES, "", name).orElseThrow(() -> ApiFault.notFound(NAMESPACES, name));
    if (!isEnding(stored)) {
      deleted.remove(name); // The delete was refused, or this is another of its name.
    }
    return stored;
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
