package dev.quarterdeck.agent.env;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the Service variables of a container: {@code WEB_SERVICE_HOST}, {@code
 * WEB_SERVICE_PORT_HTTP}, and the older {@code WEB_PORT_80_TCP_ADDR} family.
 */
final class ServiceLinks {

  private static final String API_SERVER = "kubernetes";
  private static final String API_SERVER_NAMESPACE = "default";

  private ServiceLinks() {}

  /**
   * @param services all Services of the cluster
   * @param enabled the pod's {@code enableServiceLinks}; the Service {@code kubernetes} has
   *     variables in any case
   */
  static Map<String, String> of(Collection<Service> services, String namespace, boolean enabled) {
    var visible = new TreeMap<String, Service>();
    for (var service : services) {
      var name = service.getMetadata().getName();
      if (!hasClusterIp(service)) {
        continue;
      }
      if (service.getMetadata().getNamespace().equals(namespace) && enabled) {
        visible.put(name, service);
      } else if (isApiServer(service)) {
        visible.putIfAbsent(name, service);
      }
    }
    var variables = new LinkedHashMap<String, String>();
    visible.values().forEach(service -> link(service, variables));
    return variables;
  }

  private static boolean isApiServer(Service service) {
    return service.getMetadata().getName().equals(API_SERVER)
        && service.getMetadata().getNamespace().equals(API_SERVER_NAMESPACE);
  }

  private static boolean hasClusterIp(Service service) {
    var ip = service.getSpec() == null ? null : service.getSpec().getClusterIP();
    return ip != null && !ip.isEmpty() && !ip.equals("None");
  }

  private static void link(Service service, Map<String, String> variables) {
    var prefix = variableName(service.getMetadata().getName());
    var ip = service.getSpec().getClusterIP();
    var ports = service.getSpec().getPorts();
    variables.put(prefix + "_SERVICE_HOST", ip);
    if (ports == null || ports.isEmpty()) {
      return;
    }
    variables.put(prefix + "_SERVICE_PORT", String.valueOf(ports.getFirst().getPort()));
    for (var port : ports) {
      if (port.getName() != null && !port.getName().isEmpty()) {
        variables.put(
            prefix + "_SERVICE_PORT_" + variableName(port.getName()),
            String.valueOf(port.getPort()));
      }
    }
    variables.put(prefix + "_PORT", url(ip, ports.getFirst()));
    ports.forEach(port -> linkPort(prefix, ip, port, variables));
  }

  private static void linkPort(
      String prefix, String ip, ServicePort port, Map<String, String> variables) {
    var protocol = protocol(port);
    var name = prefix + "_PORT_" + port.getPort() + "_" + protocol;
    variables.put(name, url(ip, port));
    variables.put(name + "_PROTO", protocol.toLowerCase(Locale.ROOT));
    variables.put(name + "_PORT", String.valueOf(port.getPort()));
    variables.put(name + "_ADDR", ip);
  }

  private static String url(String ip, ServicePort port) {
    var host = ip.contains(":") ? "[" + ip + "]" : ip;
    return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
  }

  private static String protocol(ServicePort port) {
    return port.getProtocol() == null ? "TCP" : port.getProtocol();
  }

  private static String variableName(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
