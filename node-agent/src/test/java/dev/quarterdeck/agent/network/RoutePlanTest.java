package dev.quarterdeck.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.network.RoutePlan.Action;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutePlanTest {

  private static final Route TWO =
      new Route(Cidr.parse("10.244.2.0/24"), IpAddress.parse("192.168.0.2"));
  private static final Route THREE =
      new Route(Cidr.parse("10.244.3.0/24"), IpAddress.parse("192.168.0.3"));

  private static Node node(String name, String cidr, String ip) {
    return Serialization.unmarshal(
        """
        kind: Node
        apiVersion: v1
        metadata: {name: %s}
        spec: {podCIDR: %s, podCIDRs: ['fd00::/64', %s]}
        status: {addresses: [{type: Hostname, address: h}, {type: InternalIP, address: %s}]}
        """
            .formatted(name, cidr, cidr, ip),
        Node.class);
  }

  @Test
  void everyOtherNodeWithACidrAndAnAddressIsReached() {
    var bare = new Node();
    bare.setMetadata(node("n4", "''", "''").getMetadata());
    assertThat(
            RoutePlan.desired(
                List.of(
                    node("n1", "10.244.1.0/24", "192.168.0.1"),
                    node("n3", "10.244.3.0/24", "192.168.0.3"),
                    node("n2", "10.244.2.0/24", "192.168.0.2"),
                    bare),
                "n1"))
        .containsExactly(TWO, THREE);
  }

  @Test
  void onlyDifferencesAreActedOn() {
    var moved = new Route(Cidr.parse("10.244.3.0/24"), IpAddress.parse("192.168.0.33"));
    var stale = new Route(Cidr.parse("10.244.9.0/24"), IpAddress.parse("192.168.0.9"));
    assertThat(RoutePlan.plan(List.of(TWO, THREE), List.of(TWO, moved, stale)))
        .containsExactly(new Action.Remove(stale), new Action.Replace(THREE));
    assertThat(RoutePlan.plan(List.of(TWO, THREE), List.of(THREE, TWO))).isEmpty();
  }

  @Test
  void readsWhatIpPrints() {
    assertThat(
            Route.parse(
                """
                10.244.2.0/24 via 192.168.0.2 dev eth0\s
                10.244.8.8 via 192.168.0.3 dev eth0 linkdown\s
                10.244.1.0/24 dev cni0 scope link
                """))
        .containsExactly(
            TWO, new Route(Cidr.parse("10.244.8.8/32"), IpAddress.parse("192.168.0.3")));
  }
}
