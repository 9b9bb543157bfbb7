package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Objects are only written in namespaces that exist, and only created in those that are not on
 * their way out; the namespaces the cluster lives on cannot be deleted.
 */
final class NamespaceLifecycle implements MutatingPlugin {

  private static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  /** As many deletions are remembered; one that is forgotten has long reached the cache. */
  private static final int MOST_REMEMBERED = 1_000;

  private final Lookup lookup;

  /** Namespaces deleted through this server, until the cache has been seen to know. */
  private final Set<String> deleted =
      Collections.newSetFromMap(
          Caffeine.newBuilder()
              .maximumSize(MOST_REMEMBERED)
              .executor(Runnable::run)
              .<String, Boolean>build()
              .asMap());

  NamespaceLifecycle(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.isOnAnyOf("", "namespaces")) {
      if (request.operation() == Operation.DELETE) {
        delete(request);
      }
    } else if (!request.namespace().isEmpty()
        && !request.isOn("authorization.k8s.io", "localsubjectaccessreviews")) { // Tells nothing.
      switch (request.operation()) {
        case CREATE -> create(request);
        case UPDATE -> update(request.namespace());
        case DELETE, CONNECT -> {}
      }
    }
  }

  private void create(AdmissionRequest request) {
    if (isEnding(find(request.namespace()))) {
      throw terminating(request);
    }
  }

  private void update(String namespace) {
    if (!lookup.has(NAMESPACES, "", namespace)) {
      find(namespace);
    }
  }

  private void delete(AdmissionRequest request) {
    if (IMMORTAL.contains(request.name())) {
      throw request.forbidden("this namespace may not be deleted");
    }
    deleted.add(request.name());
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
    var refusal =
        request.forbidden(
            "unable to create new content in namespace %s because it is being terminated"
                .formatted(request.namespace()));
    var cause =
        new FieldError(
            FieldError.Type.NAMESPACE_TERMINATING,
            "metadata.namespace",
            null,
            "namespace %s is being terminated".formatted(request.namespace()));
    var about = refusal.details();
    return new ApiFault(
        refusal.reason(),
        refusal.getMessage(),
        new ApiFault.Details(
            about.group(), about.kind(), about.name(), List.of(cause), Duration.ZERO));
  }
}
