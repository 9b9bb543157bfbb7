package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.StoredJson;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.Reason;
import java.util.Map;

/**
 * Where the {@code proxy} subresource of nodes, pods and services leads. The object's name may
 * carry a scheme and a port: {@code [scheme:]name[:port]}.
 */
final class ProxyTargets {

  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

  private record Name(String name, String port) {
    static Name parse(String text) {
      var parts = text.split(":", -1);
      return switch (parts.length) {
        case 1 -> new Name(parts[0], "");
        case 2 -> new Name(parts[0], parts[1]);
        case 3 -> {
          if (parts[0].equals("https")) {
            throw ApiFault.badRequest("the proxy speaks plain http to pods and services");
          }
          yield new Name(parts[1], parts[2]);
        }
        default -> throw ApiFault.badRequest("invalid proxy target \"" + text + "\"");
      };
    }
  }

  private final Kubelets kubelets;

  ProxyTargets(Kubelets kubelets) {
    this.kubelets = kubelets;
  }

  Relay.Target of(VerbRequest request, Exchange exchange, ApiPath path) {
    var name = Name.parse(request.name());
    var uri = uri(exchange, path);
    return switch (request.type().resource().resource()) {
      case "nodes" -> {
        var address = kubelets.of(name.name());
        yield new Relay.Target(true, address.host(), address.port(), uri);
      }
      case "pods" -> pod(request, name, uri);
      case "services" -> service(request, name, uri);
      default -> throw RequestPath.notServed();
    };
  }

  /** The raw path behind {@code /proxy}, so that what was escaped stays so. */
  private static String uri(Exchange exchange, ApiPath path) {
    var raw = exchange.path();
    var marker = "/" + path.name() + "/proxy";
    var at = raw.indexOf(marker);
    var rest = at < 0 ? path.rest() : raw.substring(at + marker.length());
    var query = exchange.request().query();
    return (rest.isEmpty() ? "/" : rest) + (query == null ? "" : "?" + query);
  }

  private Relay.Target pod(VerbRequest request, Name name, String uri) {
    var pod = kubelets.pod(request.namespace(), name.name());
    var address = pod.path("status").path("podIP").asText("");
    if (address.isEmpty()) {
      throw ApiFault.badRequest("address not allowed: pod %s has no IP".formatted(name.name()));
    }
    var first = pod.path("spec").path("containers").path(0).path("ports").path(0);
    var port = name.port().isEmpty() ? first.path("containerPort").asInt(80) : number(name.port());
    return new Relay.Target(false, address, port, uri);
  }

  private Relay.Target service(VerbRequest request, Name name, String uri) {
    var service = kubelets.get("services", request.namespace(), name.name());
    var portName = portName(service.path("spec").path("ports"), name);
    var scope =
        new Scope(
            request.namespace(),
            LabelSelector.of(Map.of("kubernetes.io/service-name", name.name())),
            FieldSelector.EVERYTHING);
    var slices = kubelets.caches().of(kubelets.type(SLICES)).list(scope, "", 0);
    for (var cached : slices.objects()) {
      var slice = StoredJson.decode(cached.stored(), cached.revision());
      var port = port(slice.path("ports"), portName);
      for (var endpoint : slice.path("endpoints")) {
        if (port > 0 && endpoint.path("conditions").path("ready").asBoolean(true)) {
          return new Relay.Target(false, endpoint.path("addresses").path(0).asText(), port, uri);
        }
      }
    }
    throw new ApiFault(
        Reason.SERVICE_UNAVAILABLE,
        "no endpoints available for service \"%s\"".formatted(request.name()));
  }

  private static String portName(JsonNode ports, Name name) {
    for (var port : ports) {
      if (name.port().isEmpty()
          || name.port().equals(port.path("name").asText())
          || name.port().equals(port.path("port").asText())) {
        return port.path("name").asText("");
      }
    }
    throw new ApiFault(
        Reason.SERVICE_UNAVAILABLE,
        "no service port \"%s\" found for service \"%s\"".formatted(name.port(), name.name()));
  }

  private static int port(JsonNode ports, String name) {
    for (var port : ports) {
      if (port.path("name").asText("").equals(name)) {
        return port.path("port").asInt();
      }
    }
    return 0;
  }

  private static int number(String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException notANumber) {
      throw ApiFault.badRequest("invalid port \"%s\"".formatted(port));
    }
  }
}
