package dev.quarterdeck.controllers.runtime;

import static dev.quarterdeck.client.JsonRequests.JSON;
import static dev.quarterdeck.client.JsonRequests.MERGE_PATCH;
import static dev.quarterdeck.client.JsonRequests.STRATEGIC_MERGE_PATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.JsonRequests;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the requests of controllers, for any resource by its name in the API. Informers keep
 * objects slim, so a controller never updates one as a whole: it patches the fields that it
 * changes, with the version that it has read where that matters.
 *
 * <p>Each call throws {@link KubernetesClientException} with the server's code and Status.
 */
public final class Api {

  private static final String METADATA_LIST =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

  private final KubernetesClient client;
  private final JsonRequests requests;

  public Api(KubernetesClient client, Time time) {
    this.client = client;
    requests = new JsonRequests(client, time);
  }

  /** The client for informers and events. */
  public KubernetesClient client() {
    return client;
  }

  /** The object as it is now, not as an informer remembers it; empty when there is none. */
  public Optional<ObjectNode> get(GroupVersionResource resource, ObjectKey key)
      throws InterruptedException {
    return get(resource, key, "");
  }

  /** A subresource such as {@code scale} as it is now; empty when there is none. */
  public Optional<ObjectNode> get(GroupVersionResource resource, ObjectKey key, String subresource)
      throws InterruptedException {
    try {
      return Optional.of(send("GET", path(resource, key) + suffix(subresource), JSON, null));
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Any path below the server's root, such as a discovery document. */
  public ObjectNode get(String path) throws InterruptedException {
    return send("GET", path, JSON, null);
  }

  /**
   * Creates an object and returns it as stored.
   *
   * @param namespace empty for a cluster-scoped resource
   */
  public ObjectNode create(GroupVersionResource resource, String namespace, Object object)
      throws InterruptedException {
    return send("POST", collection(resource, namespace), JSON, Json.mapper().valueToTree(object));
  }

  /** Posts to a subresource such as {@code binding}. */
  public ObjectNode create(
      GroupVersionResource resource, ObjectKey key, String subresource, Object object)
      throws InterruptedException {
    return send(
        "POST", path(resource, key) + suffix(subresource), JSON, Json.mapper().valueToTree(object));
  }

  /**
   * Merges a patch (RFC 7386) into an object; a resourceVersion or uid in its metadata must match.
   *
   * @param subresource such as {@code status}; empty for the object itself
   */
  public ObjectNode patch(
      GroupVersionResource resource, ObjectKey key, String subresource, ObjectNode patch)
      throws InterruptedException {
    return send("PATCH", path(resource, key) + suffix(subresource), MERGE_PATCH, patch);
  }

  /** Merges a strategic merge patch into an object; a uid in its metadata must match. */
  public ObjectNode strategicPatch(GroupVersionResource resource, ObjectKey key, ObjectNode patch)
      throws InterruptedException {
    return send("PATCH", path(resource, key), STRATEGIC_MERGE_PATCH, patch);
  }

  /** Puts a subresource such as {@code finalize}. */
  public ObjectNode replace(
      GroupVersionResource resource, ObjectKey key, String subresource, Object object)
      throws InterruptedException {
    return send(
        "PUT", path(resource, key) + suffix(subresource), JSON, Json.mapper().valueToTree(object));
  }

  /**
   * Creates an object unless there is one of its name. A namespace that is gone or being deleted
   * takes no new objects, which is no failure.
   */
  public void createIfAbsent(GroupVersionResource resource, HasMetadata object)
      throws InterruptedException {
    try {
      create(resource, object.getMetadata().getNamespace(), object);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isAlreadyExists(e)
          && !ApiErrors.isNotFound(e)
          && !ApiErrors.isNamespaceTerminating(e)) {
        throw e;
      }
    }
  }

  /**
   * Asks for deletion.
   *
   * @return false when there is no such object
   */
  public boolean delete(GroupVersionResource resource, ObjectKey key, Deletion deletion)
      throws InterruptedException {
    try {
      send("DELETE", path(resource, key), JSON, deletion.options());
      return true;
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Asks for the deletion of everything in a namespace. */
  public void deleteCollection(GroupVersionResource resource, String namespace, Deletion deletion)
      throws InterruptedException {
    send("DELETE", collection(resource, namespace), JSON, deletion.options());
  }

  /**
   * The metadata of all objects in a namespace; servers that cannot cut them down send whole ones.
   */
  public List<JsonNode> listMetadata(GroupVersionResource resource, String namespace)
      throws InterruptedException {
    var items = new ArrayList<JsonNode>();
    var token = "";
    do {
      var query = "?limit=500" + (token.isEmpty() ? "" : "&continue=" + encode(token));
      var path = collection(resource, namespace) + query;
      var page = requests.send("GET", path, JSON, METADATA_LIST, null);
      page.path("items").forEach(items::add);
      token = page.path("metadata").path("continue").asText("");
    } while (!token.isEmpty());
    return items;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The URL path of a collection. */
  public static String collection(GroupVersionResource resource, String namespace) {
    var scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
    return resource.rootPath() + scope + "/" + resource.resource();
  }

  private static String path(GroupVersionResource resource, ObjectKey key) {
    return collection(resource, key.namespace()) + "/" + key.name();
  }

  private static String suffix(String subresource) {
    return subresource.isEmpty() ? "" : "/" + subresource;
  }

  private ObjectNode send(String method, String path, String contentType, JsonNode body)
      throws InterruptedException {
    return requests.send(method, path, contentType, JSON, body);
  }
}
