package dev.quarterdeck.agent.proxy;

import static dev.quarterdeck.agent.proxy.Wanted.service;
import static dev.quarterdeck.agent.proxy.Wanted.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.net.Cidr;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Real packets through real rules, in network namespaces of the test's own. */
@EnabledIfSystemProperty(named = "user.name", matches = "root")
@Timeout(60)
class ServiceTrafficTest {

  private static final String POD_A = "{addresses: [10.244.7.2], nodeName: n1}";
  private static final String POD_B = "{addresses: [10.244.7.3], nodeName: n1}";
  private static final String NODE_PORT =
      "type: NodePort\nports: [{name: http, port: 80, nodePort: 30080}]";

  @TempDir static Path folder;
  private static TestNetwork network;
  private TableWriter table;

  @BeforeAll
  static void build() throws Exception {
    network = TestNetwork.build(folder);
  }

  @AfterAll
  static void tearDown() {
    if (network != null) {
      network.close();
    }
  }

  @BeforeEach
  void emptyTable() throws Exception {
    table =
        new TableWriter(network.nft(), "ip qdtest", Duration.ofHours(1), InstantSource.system());
    table.delete();
  }

  private void serve(Service service, EndpointSlice... slices) throws Exception {
    serve(service, List.of(), slices);
  }

  private void serve(
      Service service, Collection<HostPortMapping> hostPorts, EndpointSlice... slices)
      throws Exception {
    var facts =
        new ProxyNode(Wanted.NODE, Optional.of(Cidr.parse("10.244.0.0/16")), network.seesBridged());
    table.write(RulesetPlan.compile(List.of(service), List.of(slices), hostPorts, facts));
  }

  private TreeMap<String, Integer> answers(String from, String url, int times) throws Exception {
    var counts = new TreeMap<String, Integer>();
    for (var i = 0; i < times; i++) {
      counts.merge(network.get(from, url), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void aPodReachesAllEndpointsThroughTheClusterAddress() throws Exception {
    serve(service(""), slice(POD_A, POD_B));
    assertThat(answers("pod-a", "http://10.96.0.10/", 24)).containsOnlyKeys("pod-a", "pod-b");
  }

  @Test
  void answersFindTheWayBackEvenPastTheBridge() throws Exception {
    var before = network.seesBridged();
    network.setSeesBridged(false);
    try {
      serve(service(""), slice(POD_A, POD_B));
      assertThat(answers("pod-a", "http://10.96.0.10/", 24)).containsOnlyKeys("pod-a", "pod-b");
    } finally {
      network.setSeesBridged(before);
    }
  }

  @Test
  void aPodReachesItselfThroughItsService() throws Exception {
    serve(service(""), slice(POD_A));
    assertThat(network.get("pod-a", "http://10.96.0.10/")).isEqualTo("pod-a");
  }

  @Test
  void theNodeItselfReachesServices() throws Exception {
    serve(service(NODE_PORT), slice(POD_A, POD_B));
    assertThat(answers("node", "http://10.96.0.10/", 16)).containsOnlyKeys("pod-a", "pod-b");
    assertThat(network.get("node", "http://192.168.77.1:30080/")).startsWith("pod-");
  }

  @Test
  void theOutsideReachesNodePortsOnTheNodesAddressOnly() throws Exception {
    serve(service(NODE_PORT), slice(POD_A, POD_B));
    assertThat(answers("outside", "http://192.168.77.1:30080/", 24))
        .containsOnlyKeys("pod-a", "pod-b");
    assertThat(network.get("node", "http://127.0.0.1:30080/")).isEqualTo("refused");
  }

  @Test
  void aClientStaysWithItsEndpoint() throws Exception {
    serve(service("sessionAffinity: ClientIP"), slice(POD_A, POD_B));
    assertThat(answers("node", "http://10.96.0.10/", 16)).hasSize(1);
  }

  @Test
  void affinityOutlivesANewRuleset() throws Exception {
    var seen = new TreeSet<String>();
    for (var i = 0; i < 8; i++) {
      var more = i % 2 == 0 ? "" : "\nexternalIPs: [203.0.113.5]";
      serve(service("sessionAffinity: ClientIP" + more), slice(POD_A, POD_B));
      seen.add(network.get("node", "http://10.96.0.10/"));
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void withoutEndpointsConnectionsAreRefusedAtOnce() throws Exception {
    serve(service(NODE_PORT), slice());
    for (var from : List.of("pod-a", "node", "outside")) {
      var url = from.equals("outside") ? "http://192.168.77.1:30080/" : "http://10.96.0.10/";
      assertThat(network.get(from, url)).as(from).isEqualTo("refused");
    }
    assertThat(network.get("pod-a", "http://10.96.0.10:99/")).isEqualTo("refused");
  }

  @Test
  void endpointsComeAndGo() throws Exception {
    serve(service(""), slice(POD_A));
    assertThat(network.get("node", "http://10.96.0.10/")).isEqualTo("pod-a");
    serve(service(""), slice(POD_B));
    assertThat(network.get("node", "http://10.96.0.10/")).isEqualTo("pod-b");
  }

  @Test
  void externalLocalKeepsTheClientsAddress() throws Exception {
    serve(service(NODE_PORT + "\nexternalTrafficPolicy: Local"), slice(POD_A));
    assertThat(network.get("outside", "http://192.168.77.1:30080/cgi-bin/client"))
        .isEqualTo("192.168.77.2");
    serve(service(NODE_PORT), slice(POD_A));
    assertThat(network.get("outside", "http://192.168.77.1:30080/cgi-bin/client"))
        .isNotEqualTo("192.168.77.2");
  }

  @Test
  void podsLeaveTheClusterUnderTheNodesAddress() throws Exception {
    serve(service(""), slice(POD_A));
    assertThat(network.get("pod-a", "http://192.168.77.2:8080/cgi-bin/client"))
        .isEqualTo("192.168.77.1");
    assertThat(network.get("pod-a", "http://10.244.7.3:8080/cgi-bin/client"))
        .isEqualTo("10.244.7.2");
  }

  @Test
  void hostPortsLeadToThePod() throws Exception {
    serve(
        service(""),
        List.of(new HostPortMapping("", "tcp", 8888, "10.244.7.3", 8080)),
        slice(POD_A));
    assertThat(network.get("outside", "http://192.168.77.1:8888/")).isEqualTo("pod-b");
    assertThat(network.get("pod-b", "http://192.168.77.1:8888/")).isEqualTo("pod-b");
  }

  @Test
  void aFlushedTableIsMadeAgain() throws Exception {
    serve(service(""), slice(POD_A));
    network.nft().delete("ip qdtest");
    var looking =
        new TableWriter(network.nft(), "ip qdtest", Duration.ZERO, InstantSource.system());
    table = looking;
    serve(service(""), slice(POD_A));
    assertThat(network.get("node", "http://10.96.0.10/")).isEqualTo("pod-a");
    serve(service(""), slice(POD_A));
    assertThat(network.get("node", "http://10.96.0.10/")).isEqualTo("pod-a");
  }
}
