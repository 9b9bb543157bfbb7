package dev.quarterdeck.apiserver.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.ApiPath;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.CacheLookup;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds the node agent that runs a pod, from what its Node says of itself. */
public final class Kubelets {

  /** Where an agent listens unless its Node says otherwise. */
  private static final int DEFAULT_PORT = 10250;

  private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(3);

  private static final List<String> ADDRESS_TYPES =
      List.of("InternalIP", "Hostname", "InternalDNS", "ExternalIP", "ExternalDNS");

  /** One agent's address. */
  public record Address(String host, int port) {}

  private final Registry registry;
  private final CacheLookup caches;
  private final ProxyableAddresses addresses;

  public Kubelets(Registry registry, CacheLookup caches, ProxyableAddresses addresses) {
    this.registry = registry;
    this.caches = caches;
    this.addresses = addresses;
  }

  /**
   * @throws ApiFault NOT_FOUND; SERVICE_UNAVAILABLE when the node has no address; BAD_REQUEST when
   *     that leads back to this server
   */
  public Address of(String node) {
    var agent = read(node);
    addresses.requireOther(agent.host, agent.port);
    return agent;
  }

  private Address read(String node) {
    var object = get("nodes", "", node);
    var port =
        object
            .path("status")
            .path("daemonEndpoints")
            .path("kubeletEndpoint")
            .path("Port")
            .asInt(DEFAULT_PORT);
    return address(object.path("status").path("addresses"))
        .map(host -> new Address(host, port))
        .orElseThrow(
            () ->
                new ApiFault(
                    Reason.SERVICE_UNAVAILABLE,
                    "node \"%s\" has no address in status.addresses".formatted(node)));
  }

  private static Optional<String> address(JsonNode addresses) {
    for (var type : ADDRESS_TYPES) {
      for (var address : addresses) {
        if (address.path("type").asText().equals(type)) {
          return Optional.of(address.path("address").asText());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * @throws ApiFault NOT_FOUND
   */
  public ObjectNode pod(String namespace, String name) {
    return get("pods", namespace, name);
  }

  /**
   * A core object as the watch cache has it; one it does not know may just have been made.
   *
   * @throws ApiFault NOT_FOUND
   */
  ObjectNode get(String resource, String namespace, String name) {
    var type = type(GroupVersionResource.core(resource));
    var cache = caches.of(type);
    var key = new ObjectKey(namespace, name);
    var known = cache.get(key);
    if (known.isEmpty()) {
      cache.awaitCurrent(CATCH_UP_WITHIN);
      known = cache.get(key);
    }
    var object = known.orElseThrow(() -> ApiFault.notFound(type.resource(), name));
    return StoredJson.decode(object.stored(), object.revision());
  }

  ResourceType type(GroupVersionResource resource) {
    return registry.find(resource).orElseThrow(ApiPath::notServed);
  }

  CacheLookup caches() {
    return caches;
  }

  ProxyableAddresses addresses() {
    return addresses;
  }
}
