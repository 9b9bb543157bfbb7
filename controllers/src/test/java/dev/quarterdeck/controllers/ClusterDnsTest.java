package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Service of the nodes' DNS servers, against the real API server. */
class ClusterDnsTest {

  private static final String LABEL = "quarterdeck.dev/cluster-dns";

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  @Test
  void itsEndpointsFollowTheNodes() {
    var client = cluster.client;
    if (client.namespaces().withName("kube-system").get() == null) {
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName("kube-system")
                  .endMetadata()
                  .build())
          .create();
    }
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("kube-dns")
                .addToLabels(LABEL, "agent")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.96.0.10")
                .addNewPort()
                .withName("dns")
                .withPort(53)
                .withProtocol("UDP")
                .endPort()
                .endSpec()
                .build())
        .create();
    var slice =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace("kube-system")
            .withName("kube-dns-nodes-ipv4");
    createNode("dns-1", "192.0.2.1");
    await("one node", () -> addresses(slice).equals(List.of("192.0.2.1")));
    createNode("dns-2", "192.0.2.2");
    await("two nodes", () -> addresses(slice).equals(List.of("192.0.2.1", "192.0.2.2")));
    slice.delete();
    await("made again", () -> addresses(slice).size() == 2);
    client.nodes().withName("dns-1").delete();
    await("one is gone", () -> addresses(slice).equals(List.of("192.0.2.2")));
    client
        .services()
        .inNamespace("kube-system")
        .withName("kube-dns")
        .edit(
            service ->
                new ServiceBuilder(service)
                    .editMetadata()
                    .addToLabels(LABEL, "deployed")
                    .endMetadata()
                    .build());
    await("left to others", () -> slice.get() == null);
  }

  private static void createNode(String name, String address) {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(LABEL, "agent")
            .endMetadata()
            .build();
    cluster.client.resource(node).create();
    cluster
        .client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"addresses": [{"type": "InternalIP", "address": "%s"}]}}
            """
                .formatted(address));
  }

  private static List<String> addresses(Resource<EndpointSlice> slice) {
    var present = slice.get();
    return present == null
        ? List.of()
        : present.getEndpoints().stream().map(e -> e.getAddresses().getFirst()).toList();
  }
}
