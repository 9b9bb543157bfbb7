package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Services and slices written as YAML, and what they compile to. */
final class Wanted {

  static final String NODE = "n1";
  static final ProxyNode FACTS =
      new ProxyNode(NODE, Optional.of(Cidr.parse("10.244.0.0/16")), true);

  private Wanted() {}

  /** A service {@code ns/web}, TCP 80, at 10.96.0.10, with whatever {@code more} says. */
  static Service service(String more) {
    return Serialization.unmarshal(
        """
        kind: Service
        apiVersion: v1
        metadata: {namespace: ns, name: web}
        spec:
          clusterIP: 10.96.0.10
          clusterIPs: [10.96.0.10]
        """
            + (more.contains("ports:") ? "" : "  ports: [{name: http, port: 80}]\n")
            + more.indent(2),
        Service.class);
  }

  /**
   * The endpoints of {@code ns/web}.
   *
   * @param endpoints such as {@code {addresses: [10.244.1.2], nodeName: n1}}
   */
  static EndpointSlice slice(String... endpoints) {
    return Serialization.unmarshal(
        """
        kind: EndpointSlice
        apiVersion: discovery.k8s.io/v1
        metadata: {namespace: ns, name: web-1, labels: {kubernetes.io/service-name: web}}
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [%s]
        """
            .formatted(String.join(", ", endpoints)),
        EndpointSlice.class);
  }

  static Ruleset compile(Service service, EndpointSlice... slices) {
    return compile(service, List.of(), slices);
  }

  static Ruleset compile(
      Service service, Collection<HostPortMapping> hostPorts, EndpointSlice... slices) {
    return RulesetPlan.compile(List.of(service), List.of(slices), hostPorts, FACTS);
  }

  static Collection<String> elements(Ruleset ruleset, String set) {
    return ((Ruleset.Fixed) ruleset.sets().get(set)).elements();
  }
}
