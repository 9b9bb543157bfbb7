package dev.quarterdeck.apiserver.http.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.CacheLookup;
import dev.quarterdeck.apiserver.watchcache.ResourceCache;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.customkinds.conversion.Webhooks;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Finds a service's ready endpoints in the watch caches: Service → port → EndpointSlices. */
public final class ServiceEndpoints implements Function<Webhooks.Service, SocketAddress> {

  private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

  private final Registry registry;
  private final CacheLookup caches;

  public ServiceEndpoints(Registry registry, CacheLookup caches) {
    this.registry = registry;
    this.caches = caches;
  }

  /**
   * One of the ready endpoints, any.
   *
   * @throws ApiFault SERVICE_UNAVAILABLE when there is none
   */
  @Override
  public SocketAddress apply(Webhooks.Service service) {
    var portName = portName(service);
    var ready = new ArrayList<SocketAddress>();
    var labels = LabelSelector.of(Map.of("kubernetes.io/service-name", service.name()));
    var scope = new Scope(service.namespace(), labels, FieldSelector.EVERYTHING);
    for (var slice : cache(SLICES).list(scope, "", 0).objects()) {
      collect(StoredJson.decode(slice.stored(), slice.revision()), portName, ready);
    }
    if (ready.isEmpty()) {
      throw unavailable("no endpoints available for service \"%s\"".formatted(service.name()));
    }
    return ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
  }

  private ResourceCache cache(GroupVersionResource resource) {
    return caches.of(registry.find(resource).orElseThrow());
  }

  private String portName(Webhooks.Service wanted) {
    var found =
        cache(SERVICES)
            .get(new ObjectKey(wanted.namespace(), wanted.name()))
            .orElseThrow(() -> unavailable("service \"%s\" not found".formatted(wanted.name())));
    var service = StoredJson.decode(found.stored(), found.revision());
    for (var port : service.path("spec").path("ports")) {
      if (port.path("port").asInt() == wanted.port()) {
        return port.path("name").asText("");
      }
    }
    throw unavailable(
        "no service port %d found for service \"%s\"".formatted(wanted.port(), wanted.name()));
  }

  private static void collect(ObjectNode slice, String portName, List<SocketAddress> ready) {
    for (var port : slice.path("ports")) {
      if (!port.path("name").asText("").equals(portName)) {
        continue;
      }
      for (var endpoint : slice.path("endpoints")) {
        if (isReady(endpoint)) {
          var address = endpoint.path("addresses").path(0).asText();
          ready.add(SocketAddress.inetSocketAddress(port.path("port").asInt(), address));
        }
      }
    }
  }

  private static boolean isReady(JsonNode endpoint) {
    return endpoint.path("conditions").path("ready").asBoolean(true);
  }

  private static ApiFault unavailable(String why) {
    return new ApiFault(Reason.SERVICE_UNAVAILABLE, why);
  }
}
