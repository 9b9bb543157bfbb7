package dev.quarterdeck.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.dns.forward.FakeUpstream;
import dev.quarterdeck.dns.wire.Queries;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The server over real sockets of the loopback network. */
class ClusterDnsTest {

  private static final String CLUSTER = "127.53.0.10";
  private static final String NODE = "127.53.1.1";
  private static final String POD = "127.99.0.1";
  private static final String STRANGER = "127.98.0.1";
  private static final String WEB = "web.shop.svc.cluster.local.";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile boolean synced = true;
  private FakeUpstream upstream;
  private ClusterDns dns;
  private int port;

  @BeforeEach
  void start() throws IOException {
    upstream = FakeUpstream.start((query, _) -> List.of(FakeUpstream.address(query, 60, 7)));
    port = freePort();
    dns = new ClusterDns(config(), () -> synced, Time.system(), registry).start();
    dns.namespaceChanged(
        new Change.Added<>(
            new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build()));
    dns.serviceChanged(new Change.Added<>(service("10.96.0.7")));
    awaitListening();
  }

  /** The loopback device's own network is 127.0.0.0/8, so only pods are told apart by these. */
  private DnsConfig config() {
    return new DnsConfig(
        "cluster.local",
        List.of(CLUSTER),
        List.of(NODE),
        port,
        List.of(Cidr.parse("127.99.0.0/16")),
        Path.of("/nonexistent"),
        Map.of(Name.root, List.of(upstream.address())));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(CLUSTER))) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() {
    awaitListening(CLUSTER);
    awaitListening(NODE);
  }

  private void awaitListening(String address) {
    await("listening")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> client(address, POD).connect().close());
  }

  @AfterEach
  void stop() throws IOException {
    dns.close();
    upstream.close();
  }

  private TestClient client(String server, String from) {
    return new TestClient(new InetSocketAddress(InetAddress.ofLiteral(server), port), from);
  }

  private TestClient pod() {
    return client(CLUSTER, POD);
  }

  private static Service service(String clusterIp) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withClusterIP(clusterIp)
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(int endpoints) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web-1")
            .addToLabels("kubernetes.io/service-name", "web")
            .endMetadata()
            .withAddressType("IPv4");
    for (var i = 0; i < endpoints; i++) {
      slice.addNewEndpoint().withAddresses("10.4.%d.%d".formatted(i / 256, i % 256)).endEndpoint();
    }
    return slice.build();
  }

  private void becomeHeadless(int endpoints) {
    dns.serviceChanged(new Change.Updated<>(service("10.96.0.7"), service("None")));
    dns.endpointSliceChanged(new Change.Added<>(slice(endpoints)));
  }

  private static Message web() {
    return Queries.plain(WEB, Type.A);
  }

  @Test
  void answersOverUdpAndTcpAtAllItsAddresses() throws IOException {
    for (var address : List.of(CLUSTER, NODE)) {
      for (var answer : List.of(client(address, POD).udp(web()), client(address, POD).tcp(web()))) {
        assertThat(TestClient.answers(answer)).containsExactly("10.96.0.7");
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
      }
    }
  }

  @Test
  void aChangeIsInTheNextAnswer() throws IOException {
    becomeHeadless(1);
    assertThat(TestClient.answers(pod().udp(web()))).containsExactly("10.4.0.0");
    dns.endpointSliceChanged(new Change.Updated<>(slice(1), slice(3)));
    assertThat(TestClient.answers(pod().udp(web())))
        .containsExactlyInAnyOrder("10.4.0.0", "10.4.0.1", "10.4.0.2");
    dns.endpointSliceChanged(new Change.Deleted<>(slice(3)));
    assertThat(pod().udp(web()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    dns.serviceChanged(new Change.Deleted<>(service("None")));
    assertThat(pod().udp(web()).getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void aSliceMayMoveToAnotherService() throws IOException {
    becomeHeadless(1);
    var moved = slice(1);
    moved.getMetadata().setLabels(Map.of("kubernetes.io/service-name", "other"));
    dns.endpointSliceChanged(new Change.Updated<>(slice(1), moved));
    assertThat(pod().udp(web()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void addressesAreMixedSoThatClientsSpread() throws IOException {
    becomeHeadless(8);
    var firsts = new HashSet<String>();
    for (var i = 0; i < 200; i++) {
      firsts.add(TestClient.answers(pod().udp(web())).getFirst());
    }
    assertThat(firsts).hasSize(8);
  }

  @Test
  void whileTheClusterIsUnknownThereIsSilenceAtFirstSinceAFailureWouldBeBelieved()
      throws Exception {
    dns.close();
    synced = false;
    var time = new SteppedTime(Instant.EPOCH);
    dns = new ClusterDns(config(), () -> synced, time, registry).start();
    dns.serviceChanged(new Change.Added<>(service("10.96.0.7")));
    awaitListening();
    try (var socket = pod().socket()) {
      socket.setSoTimeout(300);
      TestClient.send(socket, web().toWire());
      assertThatThrownBy(() -> TestClient.receive(socket)).isInstanceOf(IOException.class);
    }
    assertThat(TestClient.answers(pod().udp(Queries.plain("example.com.", Type.A))))
        .as("others' names are told")
        .containsExactly("192.0.2.7");
    time.advance(Duration.ofSeconds(31));
    assertThat(pod().udp(web()).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(pod().udp(Queries.plain("1.0.96.10.in-addr.arpa.", Type.PTR)).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
    synced = true;
    assertThat(TestClient.answers(pod().udp(web()))).containsExactly("10.96.0.7");
  }

  @Test
  void whatIsTooLongForUdpComesOverTcp() throws IOException {
    becomeHeadless(1000);
    var udp = pod().udp(web());
    assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(udp.getSection(Section.ANSWER)).hasSize(29);
    var edns = pod().udp(Queries.edns(WEB, Type.A, 4096));
    assertThat(edns.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(edns.numBytes()).isBetween(1200, 1232);
    var tcp = pod().tcp(web());
    assertThat(tcp.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(tcp.getSection(Section.ANSWER)).hasSize(1000);
  }

  @Test
  void anExternalNameComesWithItsAddress() throws IOException {
    var external = service("");
    external.getSpec().setType("ExternalName");
    external.getSpec().setExternalName("www.example.com");
    dns.serviceChanged(new Change.Updated<>(service("10.96.0.7"), external));
    var answer = pod().udp(Queries.plain("WEB.shop.svc.cluster.local.", Type.A));
    assertThat(TestClient.answers(answer)).containsExactly("www.example.com.", "192.0.2.7");
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(TestClient.answers(pod().udp(Queries.plain(WEB, Type.CNAME))))
        .containsExactly("www.example.com.");
    var plain = Queries.plain(WEB, Type.A);
    plain.getHeader().unsetFlag(Flags.RD);
    assertThat(TestClient.answers(pod().udp(plain))).containsExactly("www.example.com.");
  }

  @Test
  void otherNamesAreAskedForAndKept() throws IOException {
    for (var i = 0; i < 3; i++) {
      var answer = pod().udp(Queries.plain("www.example.com.", Type.A));
      assertThat(TestClient.answers(answer)).containsExactly("192.0.2.7");
      assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
    }
    assertThat(TestClient.answers(pod().udp(Queries.plain("8.8.8.8.in-addr.arpa.", Type.A))))
        .hasSize(1);
    assertThat(upstream.asked()).containsOnlyOnce("www.example.com. A");
  }

  @ParameterizedTest
  @CsvSource({"A,false", "AXFR,true", "IXFR,true"})
  void whatItDoesNotDoIsRefused(String type, boolean recursion) throws IOException {
    var query = Queries.plain("www.example.com.", Type.value(type));
    if (!recursion) {
      query.getHeader().unsetFlag(Flags.RD);
    }
    assertThat(pod().udp(query).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(upstream.asked()).doesNotContain("www.example.com. " + type);
  }

  @Test
  void otherClassesAreRefused() throws IOException {
    var query = new Message(1);
    query.addRecord(
        Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CH),
        Section.QUESTION);
    assertThat(pod().udp(query).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void strangersAreToldTheClustersNamesOnly() {
    assertThat(ClusterDns.neighbours(List.of(Cidr.parse("10.128.0.0/14")), "203.0.113.9"))
        .accepts(InetAddress.ofLiteral("10.131.255.1"), InetAddress.ofLiteral("127.0.0.1"))
        .rejects(InetAddress.ofLiteral("10.132.0.1"), InetAddress.ofLiteral("2001:db8::1"));
  }

  @Test
  void severalQuestionsMayFollowOnOneConnection() throws IOException {
    try (var socket = pod().connect()) {
      for (var id = 1; id <= 20; id++) {
        var query = web();
        query.getHeader().setID(id);
        TestClient.write(socket, query);
      }
      var ids = new HashSet<Integer>();
      for (var i = 0; i < 20; i++) {
        ids.add(TestClient.read(socket).getHeader().getID());
      }
      assertThat(ids).hasSize(20);
    }
  }

  @Test
  void aClientThatHasEndedItsSideGetsItsAnswer() throws IOException {
    try (var socket = pod().connect()) {
      TestClient.write(socket, Queries.plain("slow.example.com.", Type.A));
      socket.shutdownOutput();
      assertThat(TestClient.answers(TestClient.read(socket))).containsExactly("192.0.2.7");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatNeverReadsIsCutOffAndOthersAreServed() throws IOException {
    becomeHeadless(1000);
    try (var socket = pod().connect()) {
      var cut = false;
      for (var i = 0; i < 100_000 && !cut; i++) {
        try {
          TestClient.write(socket, web());
        } catch (IOException e) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
    }
    assertThat(TestClient.answers(pod().tcp(web()))).hasSize(1000);
  }

  @Test
  void oneClientMayHoldSomeConnectionsAndOthersStillGetIn() throws Exception {
    var sockets = new HashSet<java.net.Socket>();
    try {
      for (var i = 0; i < 80; i++) {
        sockets.add(pod().connect());
      }
      assertThat(TestClient.answers(client(CLUSTER, STRANGER).tcp(web()))).hasSize(1);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void rubbishIsAnsweredOrDroppedAndNothingElseSuffers() throws IOException {
    var random = new Random(20_261_129);
    try (var rubbish = pod().socket();
        var honest = client(CLUSTER, STRANGER).socket()) {
      for (var i = 0; i < 5000; i++) {
        var packet = new byte[random.nextInt(600)];
        random.nextBytes(packet);
        TestClient.send(rubbish, packet);
        if (i % 500 == 0) {
          TestClient.send(honest, web().toWire());
          assertThat(TestClient.answers(TestClient.receive(honest))).containsExactly("10.96.0.7");
        }
      }
    }
    assertThat(registry.counter("coredns_panics").count()).isZero();
  }

  @Test
  void anAddressThatIsTakenIsHadWhenItIsFree() throws Exception {
    dns.close();
    var taken = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(CLUSTER), port));
    dns = new ClusterDns(config(), () -> true, Time.system(), registry).start();
    try (var _ = taken) {
      awaitListening(NODE);
      assertThat(client(NODE, POD).tcp(web()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }
    awaitListening();
    assertThat(pod().udp(web()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void countsAsCoreDnsDoes() throws IOException {
    pod().udp(web());
    pod().tcp(Queries.plain("example.com.", Type.AAAA));
    assertThat(
            registry
                .get("coredns_dns_requests")
                .tags("zone", "cluster.local.", "proto", "udp", "type", "A", "family", "1")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("coredns_dns_responses")
                .tags("zone", ".", "rcode", "NOERROR")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("coredns_dns_request_duration_seconds").timers())
        .anyMatch(timer -> timer.count() == 1);
  }
}
