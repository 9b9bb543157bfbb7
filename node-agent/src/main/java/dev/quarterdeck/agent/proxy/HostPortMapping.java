package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A host port: a port of the node that leads to a pod on it.
 *
 * @param hostIp the node's address on which the port is open; empty for all
 * @param protocol tcp, udp or sctp
 */
record HostPortMapping(String hostIp, String protocol, int port, String podIp, int podPort) {

  /**
   * The host ports of a pod; none for a pod on the host's network, whose processes open the ports
   * themselves.
   */
  static List<HostPortMapping> of(Pod pod) {
    var status = pod.getStatus();
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
        || status == null
        || status.getPodIP() == null
        || IpAddress.find(status.getPodIP()).filter(IpAddress::isIpv4).isEmpty()
        || "Succeeded".equals(status.getPhase())
        || "Failed".equals(status.getPhase())) {
      return List.of();
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
        .map(
            port ->
                new HostPortMapping(
                    address(port.getHostIP()),
                    Objects.requireNonNullElse(port.getProtocol(), "TCP").toLowerCase(Locale.ROOT),
                    port.getHostPort(),
                    status.getPodIP(),
                    port.getContainerPort()))
        .toList();
  }

  private static String address(String hostIp) {
    return Optional.ofNullable(hostIp)
        .flatMap(IpAddress::find)
        .filter(ip -> ip.isIpv4() && !ip.toInetAddress().isAnyLocalAddress())
        .map(IpAddress::toString)
        .orElse("");
  }
}
