package dev.quarterdeck.controllers.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.controllers.discovery.Discovery;
import dev.quarterdeck.controllers.discovery.ServedResource;
import dev.quarterdeck.controllers.namespace.NamespacePlan.Outcome;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deletes everything in a namespace and counts what remains. */
final class ContentDeleter {

  private final Api api;
  private final Discovery discovery;

  ContentDeleter(Api api) {
    this.api = api;
    this.discovery = new Discovery(api);
  }

  Outcome delete(String namespace) throws InterruptedException {
    var found = discovery.find();
    var counts = new Counts();
    var contents =
        found.resources().stream().filter(r -> r.namespaced() && r.supports("delete")).toList();
    // Pods first and alone: while they run they may need their secrets, policies and claims.
    for (var resource : contents) {
      if (resource.resource().equals(WrittenResources.PODS)) {
        empty(resource, namespace, counts);
      }
    }
    if (counts.remaining.isEmpty() && counts.failures.isEmpty()) {
      for (var resource : contents) {
        empty(resource, namespace, counts);
      }
    }
    return new Outcome(found.failed(), counts.failures, counts.remaining, counts.finalizers);
  }

  private static final class Counts {
    final Map<String, String> failures = new HashMap<>();
    final Map<String, Integer> remaining = new HashMap<>();
    final Map<String, Integer> finalizers = new HashMap<>();
  }

  private void empty(ServedResource resource, String namespace, Counts counts)
      throws InterruptedException {
    var name = resource.resource().groupResource();
    try {
      if (resource.supports("deletecollection")) {
        api.deleteCollection(resource.resource(), namespace, Deletion.background());
      } else if (resource.supports("list")) {
        deleteEach(resource, namespace);
      }
      if (resource.supports("list")) {
        count(resource, namespace, counts);
      }
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e) && e.getCode() != 405) {
        counts.failures.put(name, name + ": " + e.getMessage());
      }
    }
  }

  private void deleteEach(ServedResource resource, String namespace) throws InterruptedException {
    for (var item : list(resource, namespace)) {
      var key = new ObjectKey(namespace, item.path("metadata").path("name").asText());
      api.delete(resource.resource(), key, Deletion.background());
    }
  }

  private void count(ServedResource resource, String namespace, Counts counts)
      throws InterruptedException {
    var items = list(resource, namespace);
    if (items.isEmpty()) {
      return;
    }
    counts.remaining.put(resource.resource().groupResource(), items.size());
    for (var item : items) {
      item.path("metadata")
          .path("finalizers")
          .forEach(finalizer -> counts.finalizers.merge(finalizer.asText(), 1, Integer::sum));
    }
  }

  private List<JsonNode> list(ServedResource resource, String namespace)
      throws InterruptedException {
    return api.listMetadata(resource.resource(), namespace);
  }
}
