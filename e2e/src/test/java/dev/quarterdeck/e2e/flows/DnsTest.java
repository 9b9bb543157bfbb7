package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import dev.quarterdeck.e2e.fixture.ToolsPod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names as programs in pods see them: by glibc, musl, busybox and Java, and by dig, which shows all
 * of an answer.
 */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DnsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CROWD = 300;

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(2);

  private static Path tools;

  private static final String OBJECTS =
      """
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {kind: tools}
        ports: [{name: http, port: 80, targetPort: http}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: pets}
      spec:
        clusterIP: None
        selector: {kind: pet}
        ports: [{name: food, port: 80, targetPort: 8080}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: rex, labels: {kind: pet}}
      spec:
        hostname: rex
        subdomain: pets
        terminationGracePeriodSeconds: 0
        containers: [{name: main, image: quarterdeck.local/busybox:1, command: [sleep, '100000']}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: stray, labels: {kind: pet}}
      spec:
        dnsPolicy: None
        dnsConfig:
          nameservers: [192.0.2.53]
          searches: [one.example, two.example]
          options: [{name: ndots, value: '2'}, {name: edns0}]
        terminationGracePeriodSeconds: 0
        containers: [{name: main, image: quarterdeck.local/busybox:1, command: [sleep, '100000']}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: hosts-own}
      spec:
        dnsPolicy: Default
        terminationGracePeriodSeconds: 0
        containers: [{name: main, image: quarterdeck.local/busybox:1, command: [sleep, '100000']}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: outside}
      spec: {type: ExternalName, externalName: www.example.com}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: nickname}
      spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: crowd}
      spec: {clusterIP: None, ports: [{name: any, port: 1}]}
      ---
      """;

  private static final String JAVA =
      """
      import java.net.InetAddress;

      class Lookup {
        public static void main(String[] names) throws Exception {
          for (var name : names) {
            System.out.println(InetAddress.getByName(name).getHostAddress());
          }
        }
      }
      """;

  private static final String C =
      """
      #include <arpa/inet.h>
      #include <netdb.h>
      #include <stdio.h>
      int main(int count, char **words) {
        struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
        int fault = getaddrinfo(words[1], 0, &wanted, &found);
        if (fault) return puts(gai_strerror(fault)), 1;
        puts(inet_ntoa(((struct sockaddr_in *) found->ai_addr)->sin_addr));
        return 0;
      }
      """;

  private static Kubectl kubectl() {
    return LAB.kubectl();
  }

  @BeforeAll
  static void createPodsAndServices() throws Exception {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
    tools = ToolsPod.folder(LAB.lab(), "node-1");
    Files.writeString(tools.resolve("Lookup.java"), JAVA);
    var slice = new StringBuilder();
    slice.append(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: crowd, labels: {kubernetes.io/service-name: crowd}}
        addressType: IPv4
        ports: [{name: any, port: 1}]
        endpoints:
        """);
    IntStream.range(0, CROWD)
        .forEach(
            i -> slice.append("- addresses: [10.200.%d.%d]\n".formatted(i / 250, i % 250 + 1)));
    kubectl()
        .withInput(
            ToolsPod.idle("tools-1", "node-1", tools)
                + ToolsPod.idle("tools-2", "node-2", ToolsPod.folder(LAB.lab(), "node-2"))
                + OBJECTS
                + slice,
            "apply",
            "-f",
            "-");
    kubectl().run("wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s");
    await("the Services have their endpoints")
        .atMost(PATIENCE)
        .until(() -> dig("+short", "web.default.svc.cluster.local", "A").equals(clusterIp("web")));
    await("the pets have their names")
        .atMost(PATIENCE)
        .until(() -> dig("+short", "pets.default.svc.cluster.local").lines().count() == 2);
  }

  private static String in(String pod, String... words) {
    var all = new java.util.ArrayList<>(List.of("exec", pod, "--"));
    all.addAll(List.of(words));
    return kubectl().run(all.toArray(String[]::new)).strip();
  }

  /** Asks as the pod's resolver would, without its search path. */
  private static String dig(String... words) {
    var all = new java.util.ArrayList<>(List.of("/usr/bin/dig", "+time=2", "+tries=2"));
    all.addAll(List.of(words));
    return in("tools-1", all.toArray(String[]::new));
  }

  private static String clusterIp(String service) {
    return kubectl().run("get", "service", service, "-o", "jsonpath={.spec.clusterIP}");
  }

  private static String podIp(String pod) {
    return kubectl().run("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
  }

  private static String reverse(String address) {
    var parts = address.split("\\.");
    return "%s.%s.%s.%s.in-addr.arpa".formatted(parts[3], parts[2], parts[1], parts[0]);
  }

  @Test
  @Order(1)
  void podsAskAtTheClustersAddressUnlessTheirPolicySaysOtherwise() throws Exception {
    var dns = LAB.lab().spec().clusterDns();
    assertThat(in("tools-1", "cat", "/etc/resolv.conf").lines())
        .contains("nameserver " + dns, "options ndots:5 attempts:5")
        .anyMatch(
            line ->
                line.startsWith(
                    "search default.svc.cluster.local svc.cluster.local cluster.local"));
    assertThat(in("stray", "cat", "/etc/resolv.conf").lines())
        .containsExactlyInAnyOrder(
            "search one.example two.example", "nameserver 192.0.2.53", "options ndots:2 edns0");
    var own =
        Files.readAllLines(Path.of("/etc/resolv.conf")).stream()
            .filter(line -> line.startsWith("nameserver"))
            .toList();
    assertThat(in("hosts-own", "cat", "/etc/resolv.conf").lines())
        .containsAll(own)
        .noneMatch(line -> line.contains(dns));
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "web",
        "web.default",
        "web.default.svc",
        "web.default.svc.cluster.local",
        "web.default.svc.cluster.local.",
        "WEB.Default.svc",
        "nickname"
      })
  void glibcFindsAServiceByEachOfItsNames(String name) {
    assertThat(in("tools-1", "/usr/bin/getent", "ahostsv4", name)).startsWith(clusterIp("web"));
  }

  @Test
  @Order(3)
  void muslFindsThemToo() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/musl-gcc")), "musl-gcc (musl-tools) is not installed");
    var source = Files.writeString(tools.resolve("lookup.c"), C);
    Command.run("musl-gcc", "-static", "-o", tools.resolve("lookup").toString(), source.toString());
    for (var name : List.of("web", "web.default", "web.default.svc.cluster.local", "nickname")) {
      assertThat(in("tools-1", "/tools/lookup", name)).isEqualTo(clusterIp("web"));
    }
  }

  @Test
  @Order(4)
  void busyboxFindsAddressesServicesAndTheWayBack() {
    // It also tells of every name of the search path that is not there, and calls that a failure.
    assertThat(in("tools-1", "sh", "-c", "nslookup web; true"))
        .contains("Address: " + clusterIp("web"));
    assertThat(in("tools-1", "nslookup", "web.default.svc.cluster.local"))
        .contains("Server:\t\t" + LAB.lab().spec().clusterDns())
        .contains("Address: " + clusterIp("web"));
    assertThat(in("tools-1", "nslookup", "-type=srv", "_http._tcp.web.default.svc.cluster.local"))
        .contains("service = 0 100 80 web.default.svc.cluster.local");
    assertThat(in("tools-1", "nslookup", clusterIp("web")))
        .contains("name = web.default.svc.cluster.local");
  }

  @Test
  @Order(5)
  void javaFindsThem() {
    var java = ToolsPod.java();
    assumeTrue(java.isPresent(), "this JDK is outside of /usr, where a pod cannot run it");
    assertThat(
            in(
                "tools-1",
                java.get(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "/tools/Lookup.java",
                "web",
                "rex.pets",
                "kubernetes.default.svc"))
        .isEqualTo(String.join("\n", clusterIp("web"), podIp("rex"), clusterIp("kubernetes")));
  }

  @Test
  @Order(6)
  void aHeadlessServiceHasItsPodsNames() {
    assertThat(dig("+short", "pets.default.svc.cluster.local").lines())
        .containsExactlyInAnyOrder(podIp("rex"), podIp("stray"));
    assertThat(dig("+short", "rex.pets.default.svc.cluster.local")).isEqualTo(podIp("rex"));
    var stray = podIp("stray").replace('.', '-') + ".pets.default.svc.cluster.local";
    assertThat(dig("+short", stray)).isEqualTo(podIp("stray"));
    assertThat(dig("+short", "_food._tcp.pets.default.svc.cluster.local", "SRV").lines())
        .containsExactlyInAnyOrder(
            "0 50 8080 rex.pets.default.svc.cluster.local.", "0 50 8080 " + stray + ".");
    assertThat(dig("+short", reverse(podIp("rex")), "PTR"))
        .isEqualTo("rex.pets.default.svc.cluster.local.");
    assertThat(in("rex", "hostname", "-f")).isEqualTo("rex.pets.default.svc.cluster.local");
  }

  @Test
  @Order(7)
  void theRestOfTheSpecificationIsThere() {
    assertThat(dig("+short", "dns-version.cluster.local", "TXT")).isEqualTo("\"1.1.0\"");
    assertThat(dig("+short", "outside.default.svc.cluster.local", "CNAME"))
        .isEqualTo("www.example.com.");
    assertThat(dig("+short", reverse(clusterIp("web")), "PTR"))
        .isEqualTo("web.default.svc.cluster.local.");
    assertThat(dig("+short", "10-1-2-3.default.pod.cluster.local")).isEqualTo("10.1.2.3");
    assertThat(dig("+short", "kube-dns.kube-system.svc.cluster.local"))
        .isEqualTo(LAB.lab().spec().clusterDns());
    assertThat(dig("+short", "_dns._udp.kube-dns.kube-system.svc.cluster.local", "SRV"))
        .isEqualTo("0 100 53 kube-dns.kube-system.svc.cluster.local.");
    assertThat(dig("missing.default.svc.cluster.local"))
        .contains("status: NXDOMAIN", "SOA\tns.dns.cluster.local. hostmaster.cluster.local.");
    assertThat(dig("web.default.svc.cluster.local", "AAAA"))
        .contains("status: NOERROR", "ANSWER: 0, AUTHORITY: 1");
  }

  @ParameterizedTest
  @Order(8)
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          +noedns +ignore +notcp  | flags: qr aa tc rd ra; QUERY: 1, ANSWER: 28,
          +bufsize=4096 +ignore   | flags: qr aa tc rd ra; QUERY: 1, ANSWER: 73,
          +noedns                 | flags: qr aa rd ra; QUERY: 1, ANSWER: 300,
          +tcp                    | flags: qr aa rd ra; QUERY: 1, ANSWER: 300,
          +edns=1 +noednsnegotiation | status: BADVERS
          +ednsopt=65001:c0ffee +ignore | EDNS: version: 0, flags:; udp: 1232
          +nsid +cookie +dnssec +ignore | EDNS: version: 0, flags: do; udp: 1232
          """)
  void aLongAnswerComesWhole(String options, String expected) {
    var words = new java.util.ArrayList<>(List.of(options.strip().split(" ")));
    words.add("crowd.default.svc.cluster.local");
    assertThat(dig(words.toArray(String[]::new))).contains(expected);
  }

  @Test
  @Order(9)
  void namesFollowWhatHappens() {
    var name = "short-lived.default.svc.cluster.local";
    assertThat(dig("+short", name)).isEmpty();
    kubectl().run("create", "service", "clusterip", "short-lived", "--tcp=80");
    await("the name is there")
        .atMost(Duration.ofSeconds(5))
        .until(() -> dig("+short", name).equals(clusterIp("short-lived")));
    kubectl().run("delete", "service", "short-lived");
    await("the name is gone")
        .atMost(Duration.ofSeconds(5))
        .until(() -> dig(name).contains("NXDOMAIN"));
  }

  @Test
  @Order(10)
  void theServiceIsAsClientsExpectIt() {
    assertThat(
            kubectl()
                .run(
                    "get",
                    "endpointslices",
                    "-n",
                    "kube-system",
                    "-l",
                    "kubernetes.io/service-name=kube-dns",
                    "-o",
                    "jsonpath={.items[*].endpoints[*].addresses[0]}")
                .split(" "))
        .containsExactlyElementsOf(
            LAB.lab().spec().nodes().stream().map(node -> node.address()).toList());
    assertThat(in("tools-1", "wget", "-qO-", "http://kube-dns.kube-system:9153/metrics"))
        .as("of any node")
        .contains("coredns_dns_request_duration_seconds_bucket{", "coredns_panics_total 0.0");
    var node = LAB.lab().spec().node("node-1").address();
    assertThat(in("tools-1", "wget", "-qO-", "http://%s:9153/metrics".formatted(node)))
        .as("of the node that was asked all the time")
        .contains("coredns_dns_requests_total{", "coredns_dns_responses_total{");
    assertThat(Command.run("dig", "+short", "@" + node, "web.default.svc.cluster.local").strip())
        .as("from this machine")
        .isEqualTo(clusterIp("web"));
  }

  /** A lookup that begins while nobody listens is answered when the agent is back. */
  @Test
  @Order(11)
  void aLookupSurvivesARestartOfTheAgent() throws Exception {
    in(
        "tools-1",
        "sh",
        "-c",
        """
        (for i in $(seq 100); do
          getent ahostsv4 web >/dev/null && echo found || echo lost
          sleep 0.1
        done >/tmp/lookups) >/dev/null 2>&1 &
        """);
    LAB.lab().host("node-1").restartAgent();
    await("all lookups have ended")
        .atMost(PATIENCE)
        .until(() -> in("tools-1", "cat", "/tmp/lookups").lines().count() == 100);
    assertThat(in("tools-1", "cat", "/tmp/lookups").lines()).containsOnly("found");
  }

  @Test
  @Order(12)
  void anotherNodesEndTakesNoNamesAlong() throws Exception {
    LAB.lab().host("node-2").powerOff();
    for (var i = 0; i < 20; i++) {
      assertThat(dig("+short", "+tries=1", "+time=1", "web.default.svc.cluster.local"))
          .isEqualTo(clusterIp("web"));
    }
  }
}
