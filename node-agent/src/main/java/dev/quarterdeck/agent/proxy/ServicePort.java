package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A port of a Service, IPv4 only.
 *
 * @param service {@code namespace/name}
 * @param portName the name in EndpointSlices; may be empty
 * @param protocol tcp, udp or sctp
 * @param nodePort 0 for none
 * @param externalIps the Service's external IPs
 * @param loadBalancerIps the addresses of load balancers that keep the packet's destination
 * @param sourceRanges the blocks that may use {@code loadBalancerIps}; empty for all addresses
 * @param affinitySeconds the timeout of session affinity; 0 for no affinity
 * @param internalLocal whether in-cluster traffic stays on the node
 * @param externalLocal whether external traffic stays on the node and keeps its source address
 */
record ServicePort(
    String service,
    String portName,
    String protocol,
    int port,
    List<String> clusterIps,
    int nodePort,
    List<String> externalIps,
    List<String> loadBalancerIps,
    List<String> sourceRanges,
    int affinitySeconds,
    boolean internalLocal,
    boolean externalLocal) {

  private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";
  private static final int MAX_NAME = 110;
  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

  /** The ports of a Service; none for headless and ExternalName Services. */
  static List<ServicePort> of(Service service) {
    var spec = service.getSpec();
    var labels = service.getMetadata().getLabels();
    if (spec == null
        || "ExternalName".equals(spec.getType())
        || spec.getClusterIP() == null
        || spec.getClusterIP().isEmpty()
        || spec.getClusterIP().equals("None")
        || (labels != null && labels.containsKey(OTHER_PROXY))) {
      return List.of();
    }
    var name = service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
    var clusterIps =
        v4(spec.getClusterIPs().isEmpty() ? List.of(spec.getClusterIP()) : spec.getClusterIPs());
    return spec.getPorts().stream()
        .map(
            port ->
                new ServicePort(
                    name,
                    Objects.requireNonNullElse(port.getName(), ""),
                    Objects.requireNonNullElse(port.getProtocol(), "TCP").toLowerCase(Locale.ROOT),
                    port.getPort(),
                    clusterIps,
                    Objects.requireNonNullElse(port.getNodePort(), 0),
                    v4(spec.getExternalIPs()),
                    loadBalancerIps(service),
                    v4Blocks(spec.getLoadBalancerSourceRanges()),
                    affinitySeconds(spec),
                    "Local".equals(spec.getInternalTrafficPolicy()),
                    "Local".equals(spec.getExternalTrafficPolicy())))
        .toList();
  }

  /** Removes from a Service all that admits traffic from outside the cluster, and returns it. */
  static Service withoutOutside(Service service) {
    service.setStatus(null);
    if (service.getSpec() != null) {
      service.getSpec().setExternalIPs(List.of());
      service.getSpec().getPorts().forEach(port -> port.setNodePort(null));
    }
    return service;
  }

  private static List<String> v4(List<String> addresses) {
    return addresses.stream()
        .flatMap(text -> IpAddress.find(text).stream())
        .filter(IpAddress::isIpv4)
        .map(IpAddress::toString)
        .toList();
  }

  private static List<String> v4Blocks(List<String> blocks) {
    return blocks.stream()
        .flatMap(text -> Cidr.find(text.strip()).stream())
        .filter(Cidr::isIpv4)
        .map(cidr -> cidr.masked().toString())
        .toList();
  }

  private static List<String> loadBalancerIps(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return List.of();
    }
    return v4(
        service.getStatus().getLoadBalancer().getIngress().stream()
            .filter(ingress -> ingress.getIp() != null && !"Proxy".equals(ingress.getIpMode()))
            .map(LoadBalancerIngress::getIp)
            .toList());
  }

  private static int affinitySeconds(ServiceSpec spec) {
    if (!"ClientIP".equals(spec.getSessionAffinity())) {
      return 0;
    }
    var config = spec.getSessionAffinityConfig();
    return config == null
            || config.getClientIP() == null
            || config.getClientIP().getTimeoutSeconds() == null
        ? DEFAULT_AFFINITY_SECONDS
        : config.getClientIP().getTimeoutSeconds();
  }

  /** The external IPs and load balancer IPs, which only the proxy's rules make reachable. */
  List<String> outsideIps() {
    var all = new ArrayList<>(externalIps);
    all.addAll(loadBalancerIps);
    return all;
  }

  /** A unique, readable name for a chain or set of this port, within nft's limit. */
  String label(String prefix, String suffix) {
    var readable =
        "%s/%s/%s%s".formatted(service, protocol, port, suffix.isEmpty() ? "" : "/" + suffix);
    var name = prefix + "-" + hash(readable) + "-" + readable;
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }

  private static String hash(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
