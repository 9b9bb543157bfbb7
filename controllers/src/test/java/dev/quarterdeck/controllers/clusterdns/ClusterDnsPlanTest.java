package dev.quarterdeck.controllers.clusterdns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.clusterdns.ClusterDnsPlan.Action;
import dev.quarterdeck.controllers.nodelifecycle.Nodes;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterDnsPlanTest {

  private static final Service DNS = service("agent").build();

  private static ServiceBuilder service(String provider) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("kube-system")
        .withName("kube-dns")
        .withUid("dns")
        .addToLabels("quarterdeck.dev/cluster-dns", provider)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName("dns")
        .withPort(53)
        .withProtocol("UDP")
        .endPort()
        .addNewPort()
        .withName("metrics")
        .withPort(9153)
        .withTargetPort(new IntOrString(9154))
        .endPort()
        .endSpec();
  }

  private static Node node(String name, String ready, String... addresses) {
    var node = Nodes.node(name, ready);
    node.editMetadata().addToLabels("quarterdeck.dev/cluster-dns", "agent").endMetadata();
    for (var address : addresses) {
      node.editStatus().addNewAddress(address, "InternalIP").endStatus();
    }
    return node.build();
  }

  private static EndpointSlice created(List<Action> actions) {
    assertThat(actions).singleElement().isInstanceOf(Action.Create.class);
    return ((Action.Create) actions.getFirst()).slice();
  }

  @Test
  void nodesThatAnswerAreEndpointsReadyAsTheyAre() {
    var slice =
        created(
            ClusterDnsPlan.next(
                DNS,
                List.of(
                    node("b", "Unknown", "192.0.2.2"),
                    node("a", "True", "192.0.2.1"),
                    node("new", "True"),
                    Nodes.node("other", "True").build()),
                List.of()));
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "kube-dns");
    assertThat(slice.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(slice.getAddressType()).isEqualTo("IPv4");
    assertThat(slice.getPorts())
        .extracting(port -> port.getName() + " " + port.getProtocol() + " " + port.getPort())
        .containsExactly("dns UDP 53", "metrics TCP 9154");
    assertThat(slice.getEndpoints())
        .extracting(Endpoint::getNodeName, e -> e.getAddresses(), e -> e.getConditions().getReady())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", List.of("192.0.2.1"), true),
            org.assertj.core.groups.Tuple.tuple("b", List.of("192.0.2.2"), false));
  }

  @Test
  void eachFamilyHasItsSlice() {
    assertThat(
            ClusterDnsPlan.next(
                DNS, List.of(node("a", "True", "192.0.2.1", "2001:db8::1")), List.of()))
        .extracting(action -> ((Action.Create) action).slice().getAddressType())
        .containsExactly("IPv4", "IPv6");
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() {
    var nodes = List.of(node("a", "True", "192.0.2.1"));
    var slice = created(ClusterDnsPlan.next(DNS, nodes, List.of()));
    assertThat(ClusterDnsPlan.next(DNS, nodes, List.of(slice))).isEmpty();
    assertThat(ClusterDnsPlan.next(DNS, List.of(node("a", "False", "192.0.2.1")), List.of(slice)))
        .singleElement()
        .isInstanceOf(Action.Update.class);
    assertThat(ClusterDnsPlan.next(DNS, List.of(), List.of(slice)))
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Update.class, update -> assertThat(update.after().getEndpoints()).isEmpty());
  }

  @Test
  void aServiceThatOthersServeKeepsNothingOfOurs() {
    var nodes = List.of(node("a", "True", "192.0.2.1"));
    var slice = created(ClusterDnsPlan.next(DNS, nodes, List.of()));
    var others =
        new EndpointSliceBuilder(slice)
            .editMetadata()
            .withName("kube-dns-x7k2p")
            .addToLabels(
                "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
            .endMetadata()
            .build();
    var deployed = service("agent");
    deployed.editSpec().addToSelector("k8s-app", "kube-dns").endSpec();
    for (var service : List.of(deployed.build(), service("deployed").build())) {
      assertThat(ClusterDnsPlan.next(service, nodes, List.of(slice, others)))
          .containsExactly(new Action.Delete(slice));
    }
  }
}
