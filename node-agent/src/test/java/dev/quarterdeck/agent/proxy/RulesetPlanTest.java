package dev.quarterdeck.agent.proxy;

import static dev.quarterdeck.agent.proxy.Wanted.compile;
import static dev.quarterdeck.agent.proxy.Wanted.elements;
import static dev.quarterdeck.agent.proxy.Wanted.service;
import static dev.quarterdeck.agent.proxy.Wanted.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceStatusBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RulesetPlanTest {

  private static final String HERE = "{addresses: [10.244.1.2], nodeName: n1}";
  private static final String THERE = "{addresses: [10.244.2.2], nodeName: n2}";

  /** The rules a packet to {@code key} of a verdict map goes through next. */
  private static List<String> landing(Ruleset ruleset, String map, String key) {
    var element =
        elements(ruleset, map).stream().filter(e -> e.startsWith(key + " : ")).findFirst();
    assertThat(element).as("%s in %s", key, map).isPresent();
    var verdict = element.get().substring(key.length() + 3);
    return verdict.startsWith("goto ") ? rules(ruleset, verdict) : List.of(verdict);
  }

  private static List<String> rules(Ruleset ruleset, String verdict) {
    return ruleset.chains().get(verdict.substring(verdict.lastIndexOf(' ') + 1)).rules();
  }

  private static String balanced(String... targets) {
    var choices = new StringBuilder();
    for (var i = 0; i < targets.length; i++) {
      choices.append(i == 0 ? "" : ", ").append(i).append(" : ").append(targets[i]);
    }
    return "meta l4proto tcp dnat ip addr . port to numgen random mod %d map { %s }"
        .formatted(targets.length, choices);
  }

  @Test
  void aClusterAddressLeadsToEveryReadyEndpoint() {
    var unready = "{addresses: [10.244.2.9], conditions: {ready: false, serving: false}}";
    var ruleset = compile(service(""), slice(HERE, THERE, unready));
    assertThat(landing(ruleset, RulesetPlan.SERVICES, "10.96.0.10 . tcp . 80"))
        .containsExactly(balanced("10.244.1.2 . 8080", "10.244.2.2 . 8080"));
    assertThat(elements(ruleset, RulesetPlan.CLUSTER_IPS)).containsExactly("10.96.0.10");
    assertThat(elements(ruleset, RulesetPlan.HAIRPIN)).containsExactly("10.244.1.2 . 10.244.1.2");
    assertThat(elements(ruleset, RulesetPlan.UNSERVED)).isEmpty();
  }

  @Test
  void withoutEndpointsEveryDoorIsRefused() {
    var ruleset =
        compile(
            service(
                """
                type: NodePort
                externalIPs: [203.0.113.5]
                ports: [{name: http, port: 80, nodePort: 30080}]
                """));
    assertThat(elements(ruleset, RulesetPlan.SERVICES)).isEmpty();
    assertThat(elements(ruleset, RulesetPlan.UNSERVED))
        .containsExactly("10.96.0.10 . tcp . 80", "203.0.113.5 . tcp . 80");
    assertThat(elements(ruleset, RulesetPlan.UNSERVED_NODE_PORTS)).containsExactly("tcp . 30080");
  }

  @Test
  void endpointsBeingStoppedServeOnlyWhileNoneIsReady() {
    var leaving =
        "{addresses: [10.244.2.9], conditions: {ready: false, serving: true, terminating: true}}";
    assertThat(landing(compile(service(""), slice(leaving)), "services", "10.96.0.10 . tcp . 80"))
        .containsExactly(balanced("10.244.2.9 . 8080"));
    assertThat(
            landing(
                compile(service(""), slice(leaving, HERE)), "services", "10.96.0.10 . tcp . 80"))
        .containsExactly(balanced("10.244.1.2 . 8080"));
  }

  @Test
  void nodePortsAndExternalAddressesHideTheSource() {
    var ruleset =
        compile(
            service(
                """
                type: NodePort
                externalIPs: [203.0.113.5]
                ports: [{name: http, port: 80, nodePort: 30080}]
                """),
            slice(THERE));
    var byPort = landing(ruleset, RulesetPlan.NODE_PORTS, "tcp . 30080");
    assertThat(byPort.getFirst()).isEqualTo("jump mark-masquerade");
    assertThat(rules(ruleset, byPort.getLast())).containsExactly(balanced("10.244.2.2 . 8080"));
    assertThat(landing(ruleset, RulesetPlan.SERVICES, "203.0.113.5 . tcp . 80")).isEqualTo(byPort);
  }

  @Test
  void aMachineThatIsNoNodeServesClusterAddressesAlone() {
    var service =
        service(
            """
            type: LoadBalancer
            externalIPs: [203.0.113.5]
            ports: [{name: http, port: 80, nodePort: 30080}]
            """);
    service.setStatus(
        new ServiceStatusBuilder()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp("203.0.113.6")
            .endIngress()
            .endLoadBalancer()
            .build());
    var ruleset = compile(ServicePort.withoutOutside(service), slice(THERE));
    assertThat(elements(ruleset, RulesetPlan.SERVICES))
        .singleElement()
        .asString()
        .startsWith("10.96.0.10 . tcp . 80 : goto svc-");
    assertThat(elements(ruleset, RulesetPlan.NODE_PORTS)).isEmpty();
    assertThat(elements(ruleset, RulesetPlan.UNSERVED_NODE_PORTS)).isEmpty();
  }

  @Test
  void externalLocalKeepsTheSourceAndStaysOnTheNode() {
    var spec =
        """
        type: NodePort
        externalTrafficPolicy: Local
        ports: [{name: http, port: 80, nodePort: 30080}]
        """;
    var ruleset = compile(service(spec), slice(HERE, THERE));
    var entry = landing(ruleset, RulesetPlan.NODE_PORTS, "tcp . 30080");
    assertThat(entry.get(0)).startsWith("ip saddr 10.244.0.0/16 goto svc-");
    assertThat(entry.get(1)).isEqualTo("fib saddr type local jump mark-masquerade");
    assertThat(rules(ruleset, entry.getLast())).containsExactly(balanced("10.244.1.2 . 8080"));

    var elsewhere = compile(service(spec), slice(THERE));
    assertThat(landing(elsewhere, RulesetPlan.NODE_PORTS, "tcp . 30080").getLast())
        .isEqualTo("drop");
  }

  @Test
  void internalLocalStaysOnTheNode() {
    var spec = "internalTrafficPolicy: Local";
    assertThat(
            landing(
                compile(service(spec), slice(HERE, THERE)), "services", "10.96.0.10 . tcp . 80"))
        .containsExactly(balanced("10.244.1.2 . 8080"));
    assertThat(landing(compile(service(spec), slice(THERE)), "services", "10.96.0.10 . tcp . 80"))
        .containsExactly("drop");
  }

  @Test
  void aClientStaysWithItsEndpointAsLongAsConfigured() {
    var ruleset =
        compile(
            service(
                "sessionAffinity: ClientIP\nsessionAffinityConfig: {clientIP: {timeoutSeconds: 7}}"),
            slice(HERE, THERE));
    var chain = landing(ruleset, RulesetPlan.SERVICES, "10.96.0.10 . tcp . 80");
    assertThat(chain).hasSize(3);
    assertThat(chain.get(0)).matches("ip saddr @(\\S+) goto ep-\\S+");
    assertThat(chain.get(2)).matches("numgen random mod 2 vmap \\{ 0 : goto \\S+, 1 : goto \\S+ }");
    var clients = chain.get(0).split("@")[1].split(" ")[0];
    assertThat(ruleset.sets().get(clients))
        .isEqualTo(
            new Ruleset.Filled("type ipv4_addr; size 65535; flags dynamic,timeout; timeout 7s;"));
    assertThat(rules(ruleset, chain.get(0)))
        .containsExactly(
            "update @" + clients + " { ip saddr }", "meta l4proto tcp dnat to 10.244.1.2:8080");
  }

  @Test
  void loadBalancersAdmitOnlyTheirSourceRanges() {
    var service = service("type: LoadBalancer\nloadBalancerSourceRanges: [198.51.100.0/24]");
    service.setStatus(
        new ServiceStatusBuilder()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp("203.0.113.9")
            .endIngress()
            .endLoadBalancer()
            .build());
    var entry =
        landing(compile(service, slice(HERE)), RulesetPlan.SERVICES, "203.0.113.9 . tcp . 80");
    assertThat(entry.getFirst()).isEqualTo("ip saddr != { 198.51.100.0/24 } drop");
    assertThat(entry.getLast()).startsWith("goto ext-");
  }

  @Test
  void headlessAndExternalNameServicesAreNotServed() {
    var headless = service("");
    headless.getSpec().setClusterIP("None");
    assertThat(elements(compile(headless, slice(HERE)), RulesetPlan.SERVICES)).isEmpty();
    assertThat(ServicePort.of(service("type: ExternalName\nexternalName: example.com"))).isEmpty();
  }

  @Test
  void hostPortsLeadToTheirPods() {
    var ruleset =
        compile(
            service(""),
            List.of(
                new HostPortMapping("", "tcp", 8080, "10.244.1.7", 80),
                new HostPortMapping("192.0.2.1", "udp", 53, "10.244.1.8", 5353)),
            slice(HERE));
    assertThat(elements(ruleset, RulesetPlan.HOST_PORTS))
        .containsExactly("tcp . 8080 : 10.244.1.7 . 80");
    assertThat(elements(ruleset, RulesetPlan.HOST_IP_PORTS))
        .containsExactly("192.0.2.1 . udp . 53 : 10.244.1.8 . 5353");
    assertThat(elements(ruleset, RulesetPlan.HAIRPIN)).contains("10.244.1.7 . 10.244.1.7");
  }

  @Test
  void equalClustersMakeEqualRulesets() {
    assertThat(compile(service(""), slice(HERE, THERE)))
        .isEqualTo(compile(service(""), slice(THERE, HERE)));
  }

  @Test
  void aNewRulesetEmptiesWhatItOwnsAndRemovesWhatIsStale() {
    var next = compile(service(""), slice(HERE));
    var present =
        Transaction.Names.of(
            """
            table ip t {
            \tmap services {
            \t}
            \tset hairpin {
            \t}
            \tset clients-old {
            \t}
            \tchain svc-old {
            \t}
            }
            """);
    var text = Transaction.text("ip t", next, Optional.of(present));
    assertThat(text)
        .contains("flush table ip t\n", "flush map ip t services\n", "flush set ip t hairpin\n")
        .contains("delete chain ip t svc-old\n", "delete set ip t clients-old\n")
        .doesNotContain("delete table", "delete map ip t services");
  }
}
