package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.model.scheduling.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * A port that a pod occupies on its node.
 *
 * @param ip the address it is bound to; {@code 0.0.0.0} for all
 * @param protocol TCP, UDP or SCTP
 */
public record HostPort(String ip, String protocol, int port) {

  private static final String ALL_ADDRESSES = "0.0.0.0";

  /** Two pods on one node cannot have both. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ALL_ADDRESSES) || other.ip.equals(ALL_ADDRESSES));
  }

  /** Those of the main containers and of the sidecars. */
  static List<HostPort> of(PodSpec spec) {
    return Stream.concat(
            spec.getInitContainers().stream().filter(PodContainers::isSidecar),
            spec.getContainers().stream())
        .map(Container::getPorts)
        .flatMap(List::stream)
        .filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
        .map(HostPort::of)
        .toList();
  }

  private static HostPort of(ContainerPort port) {
    var ip = port.getHostIP();
    return new HostPort(
        ip == null || ip.isEmpty() ? ALL_ADDRESSES : ip,
        port.getProtocol() == null || port.getProtocol().isEmpty() ? "TCP" : port.getProtocol(),
        port.getHostPort());
  }
}
