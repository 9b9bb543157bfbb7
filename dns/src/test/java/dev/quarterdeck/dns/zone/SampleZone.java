package dev.quarterdeck.dns.zone;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** A small cluster with one Service of each kind. */
public final class SampleZone {

  private static final List<String> SERVICES =
      List.of(
          """
          metadata: {name: kubernetes, namespace: default}
          spec:
            clusterIP: 10.3.0.1
            clusterIPs: [10.3.0.1]
            ports: [{name: https, port: 443, protocol: TCP}]
          """,
          """
          metadata: {name: dual, namespace: default}
          spec:
            clusterIP: 10.3.0.2
            clusterIPs: [10.3.0.2, 'fd00:3::2']
            ports:
            - {name: dns, port: 53, protocol: UDP}
            - {name: dns-tcp, port: 53, protocol: TCP}
            - {port: 9153, protocol: TCP}
          """,
          """
          metadata: {name: six, namespace: default}
          spec: {clusterIP: 'fd00:3::6', ports: [{port: 80}]}
          """,
          """
          metadata: {name: headless, namespace: default}
          spec: {clusterIP: None, ports: [{name: https, port: 443}]}
          """,
          """
          metadata: {name: unready, namespace: default}
          spec: {clusterIP: None, ports: [{name: web, port: 80}]}
          """,
          """
          metadata: {name: published, namespace: default}
          spec: {clusterIP: None, publishNotReadyAddresses: true, ports: [{name: web, port: 80}]}
          """,
          """
          metadata: {name: portless, namespace: default}
          spec: {clusterIP: None}
          """,
          """
          metadata: {name: mixed, namespace: default}
          spec: {clusterIP: None, ports: [{name: web, port: 80}]}
          """,
          """
          metadata: {name: pending, namespace: default}
          spec: {clusterIP: '', ports: [{port: 80}]}
          """,
          external("foo", "www.example.com"),
          external("inside", "kubernetes.default.svc.cluster.local"),
          external("deep", "inside.default.svc.cluster.local"),
          external("nowhere", "gone.default.svc.cluster.local"),
          external("circle", "circle.default.svc.cluster.local"),
          external("ring-a", "ring-b.default.svc.cluster.local"),
          external("ring-b", "ring-a.default.svc.cluster.local"),
          external("number", "192.0.2.7"));

  private static final List<String> SLICES =
      List.of(
          slice(
              "headless-1",
              "headless",
              "{name: https, port: 8443, protocol: TCP}",
              "{addresses: [10.4.0.100], hostname: my-pet, conditions: {ready: true}}",
              "{addresses: [10.4.0.101], hostname: my-pet-2}",
              "{addresses: [10.4.0.9], hostname: late, conditions: {ready: false}}"),
          slice(
              "headless-2",
              "headless",
              "{name: https, port: 9443, protocol: TCP}",
              "{addresses: [10.4.0.102], conditions: {ready: true}}"),
          slice(
                  "headless-6",
                  "headless",
                  "{name: https, port: 8443}",
                  "{addresses: ['fd00:4::64']}")
              .replace("IPv4", "IPv6"),
          slice(
              "unready-1",
              "unready",
              "{name: web, port: 80}",
              "{addresses: [10.4.0.9], conditions: {ready: false}}"),
          slice(
              "published-1",
              "published",
              "{name: web, port: 80}",
              "{addresses: [10.4.0.20], hostname: early, conditions: {ready: false}}"),
          slice("portless-1", "portless", "", "{addresses: [10.4.0.30]}"),
          slice(
              "kubernetes-1",
              "kubernetes",
              "{name: https, port: 6443}",
              "{addresses: [192.168.1.1]}"),
          slice(
              "mixed-1",
              "mixed",
              "{name: web, port: 8080}",
              "{addresses: [10.4.0.41], hostname: same}",
              "{addresses: [10.4.0.42], hostname: same}"),
          slice("names", "mixed", "{name: web, port: 80}", "{addresses: [www.example.com]}")
              .replace("IPv4", "FQDN"),
          """
          metadata: {name: nobody, namespace: default}
          addressType: IPv4
          endpoints: [{addresses: [10.4.0.99]}]
          """);

  private SampleZone() {}

  private static String external(String name, String target) {
    return """
        metadata: {name: %s, namespace: default}
        spec: {type: ExternalName, externalName: %s}
        """
        .formatted(name, target);
  }

  private static String slice(String name, String service, String ports, String... endpoints) {
    return """
        metadata:
          name: %s
          namespace: default
          labels: {kubernetes.io/service-name: %s}
        addressType: IPv4
        ports: [%s]
        endpoints: [%s]
        """
        .formatted(name, service, ports, String.join(", ", endpoints));
  }

  /** The zone {@code cluster.local}. */
  public static Zone build() {
    var zone =
        Zone.empty(ZoneSettings.of("cluster.local", List.of("10.3.0.10", "fd00:3::a")))
            .withNamespace("default")
            .withNamespace("bare");
    for (var text : SERVICES) {
      zone = zone.withService(Serialization.unmarshal(text, Service.class));
    }
    for (var text : SLICES) {
      var slice = Serialization.unmarshal(text, EndpointSlice.class);
      var service = Zone.serviceOf(slice);
      if (service.isPresent()) {
        zone = zone.withSlice(service.get(), slice);
      }
    }
    return zone;
  }
}
