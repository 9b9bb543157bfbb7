package dev.quarterdeck.controllers.endpointslice;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** The address families a slice may hold; one family per slice. */
public enum AddressType {
  IPV4("IPv4"),
  IPV6("IPv6");

  private final String wireName;

  AddressType(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  boolean holds(String ip) {
    return (this == IPV6) == (ip.indexOf(':') >= 0);
  }

  /** The families a service is offered in. */
  public static List<AddressType> of(Service service) {
    var families = service.getSpec().getIpFamilies();
    if (families == null || families.isEmpty()) {
      var clusterIp = service.getSpec().getClusterIP();
      return List.of(clusterIp != null && clusterIp.contains(":") ? IPV6 : IPV4);
    }
    return families.stream().map(f -> f.equals(IPV6.wireName) ? IPV6 : IPV4).distinct().toList();
  }
}
