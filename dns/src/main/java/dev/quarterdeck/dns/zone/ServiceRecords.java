package dev.quarterdeck.dns.zone;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What of a Service shows in DNS. */
sealed interface ServiceRecords {

  /** The addresses are the Service's own. */
  record ClusterIp(List<String> addresses, List<Port> ports) implements ServiceRecords {}

  /**
   * The addresses are those of its endpoints.
   *
   * @param unreadyToo whether endpoints that are not ready count ({@code publishNotReadyAddresses})
   */
  record Headless(boolean unreadyToo) implements ServiceRecords {}

  /** Another name for something, usually outside the cluster. */
  record ExternalName(Name target) implements ServiceRecords {}

  /** Empty for a Service that has no address yet, or whose external name is no name. */
  static Optional<ServiceRecords> of(Service service) {
    var spec = service.getSpec();
    if (spec == null) {
      return Optional.empty();
    }
    if ("ExternalName".equals(spec.getType())) {
      return externalName(spec.getExternalName()).map(ExternalName::new);
    }
    if ("None".equals(spec.getClusterIP())) {
      return Optional.of(new Headless(Boolean.TRUE.equals(spec.getPublishNotReadyAddresses())));
    }
    var addresses =
        (spec.getClusterIPs().isEmpty()
                ? Stream.ofNullable(spec.getClusterIP())
                : spec.getClusterIPs().stream())
            .filter(AddressRecords::isValid)
            .toList();
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    var ports =
        spec.getPorts().stream()
            .map(port -> Port.of(port.getName(), port.getProtocol(), port.getPort()))
            .toList();
    return Optional.of(new ClusterIp(addresses, ports));
  }

  private static Optional<Name> externalName(String text) {
    // An address is no name that an alias could lead to.
    if (text == null || text.isEmpty() || AddressRecords.isValid(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Name.fromString(text, Name.root));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }
}
