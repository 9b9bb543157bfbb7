package dev.quarterdeck.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.network.RoutePlan.Action;
import dev.quarterdeck.agent.tool.Tool;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Timeout(30)
class NodeNetworkTest {

  @Test
  void theConflistGivesPodsAGatewayAndAddressesOfTheNode() {
    var list =
        Json.parseObject(CniConfig.conflist("cni0", "10.244.1.0/24", Path.of("/x/ipam"), 1400));
    var plugin = list.at("/plugins/0");
    assertThat(plugin.path("type").asText()).isEqualTo("bridge");
    assertThat(plugin.path("bridge").asText()).isEqualTo("cni0");
    assertThat(plugin.path("isGateway").asBoolean()).isTrue();
    assertThat(plugin.path("hairpinMode").asBoolean()).isTrue();
    assertThat(plugin.path("promiscMode").asBoolean(true)).isFalse();
    assertThat(plugin.path("mtu").asInt()).isEqualTo(1400);
    assertThat(plugin.at("/ipam/ranges/0/0/subnet").asText()).isEqualTo("10.244.1.0/24");
    assertThat(plugin.at("/ipam/dataDir").asText()).isEqualTo("/x/ipam");
    assertThat(plugin.at("/ipam/routes/0/dst").asText()).isEqualTo("0.0.0.0/0");
  }

  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  @Nested
  class InANamespace {

    private final String namespace = "qdn" + ProcessHandle.current().pid();
    private final Tool ip = new Tool(List.of("ip", "-n", namespace));
    private final Routes routes = new Routes(ip, "main");

    @BeforeEach
    void create() throws Exception {
      new Tool(List.of("ip")).run("", "netns", "add", namespace);
      var result =
          ip.run(
              """
              link add eth0 type veth peer name eth1
              addr add 192.168.0.1/24 dev eth0
              link set eth0 up
              link set eth1 up
              route add 10.50.0.0/16 via 192.168.0.9
              """,
              "-batch",
              "-");
      assertThat(result.code()).as(result.output()).isZero();
    }

    @AfterEach
    void delete() throws Exception {
      new Tool(List.of("ip")).run("", "netns", "del", namespace);
    }

    @Test
    void routesAreSetMovedAndRemovedAndOthersLeftAlone() throws Exception {
      var two = new Route(Cidr.parse("10.244.2.0/24"), IpAddress.parse("192.168.0.2"));
      var three = new Route(Cidr.parse("10.244.3.0/24"), IpAddress.parse("192.168.0.3"));
      routes.apply(RoutePlan.plan(List.of(two, three), routes.list()));
      assertThat(routes.list()).containsExactlyInAnyOrder(two, three);

      var moved = new Route(Cidr.parse("10.244.3.0/24"), IpAddress.parse("192.168.0.4"));
      routes.apply(RoutePlan.plan(List.of(moved), routes.list()));
      assertThat(routes.list()).containsExactly(moved);
      assertThat(ip.run("", "route", "show").output()).contains("10.50.0.0/16 via 192.168.0.9");
    }

    @Test
    void routesOfAnotherTableAreNeitherSeenNorTouched() throws Exception {
      var two = new Route(Cidr.parse("10.244.2.0/24"), IpAddress.parse("192.168.0.2"));
      var three = new Route(Cidr.parse("10.244.3.0/24"), IpAddress.parse("192.168.0.3"));
      var others = new Routes(ip, "11300");
      routes.apply(RoutePlan.plan(List.of(two), routes.list()));
      others.apply(RoutePlan.plan(List.of(three), others.list()));
      assertThat(routes.list()).containsExactly(two);
      assertThat(others.list()).containsExactly(three);

      others.apply(RoutePlan.plan(List.of(), others.list()));
      assertThat(routes.list()).containsExactly(two);
      assertThat(others.list()).isEmpty();
    }

    @Test
    void oneRouteThatCannotBeSetDoesNotStopTheOthers() throws Exception {
      var astray = new Route(Cidr.parse("10.244.1.0/24"), IpAddress.parse("203.0.113.1"));
      var two = new Route(Cidr.parse("10.244.2.0/24"), IpAddress.parse("192.168.0.2"));
      var failed = List.<Action>of(new Action.Replace(astray), new Action.Replace(two));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> routes.apply(failed))
          .hasMessageContaining("not all routes could be set");
      assertThat(routes.list()).containsExactly(two);
    }
  }
}
