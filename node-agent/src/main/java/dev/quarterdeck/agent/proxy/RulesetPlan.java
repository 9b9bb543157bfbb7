package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.proxy.Endpoints.Backend;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Compiles Services and endpoints to a node's ruleset with kube-proxy's semantics. One lookup (by
 * address, protocol and port, or by node port) leads a packet to the chain of its service port,
 * which selects an endpoint at random.
 */
final class RulesetPlan {

  static final String SERVICES = "services";
  static final String NODE_PORTS = "node-ports";
  static final String CLUSTER_IPS = "cluster-ips";
  static final String UNSERVED = "unserved";
  static final String UNSERVED_NODE_PORTS = "unserved-node-ports";
  static final String HOST_PORTS = "host-ports";
  static final String HOST_IP_PORTS = "host-ip-ports";
  static final String HAIRPIN = "hairpin";
  static final String LOCAL_ENDPOINTS = "local-endpoints";
  static final String MARK_MASQUERADE = "mark-masquerade";

  private final RulesetBuilder rules = new RulesetBuilder();
  private final ProxyNode facts;
  private final Endpoints endpoints;

  private RulesetPlan(ProxyNode facts, Endpoints endpoints) {
    this.facts = facts;
    this.endpoints = endpoints;
  }

  static Ruleset compile(
      Collection<Service> services,
      Collection<EndpointSlice> slices,
      Collection<HostPortMapping> hostPorts,
      ProxyNode facts) {
    var plan = new RulesetPlan(facts, new Endpoints(slices, facts.node()));
    BaseRules.declare(plan.rules, facts);
    services.stream()
        // Of two Services with the same external IP the older one has it.
        .sorted(
            Comparator.comparing(
                    (Service s) -> String.valueOf(s.getMetadata().getCreationTimestamp()))
                .thenComparing(s -> s.getMetadata().getNamespace())
                .thenComparing(s -> s.getMetadata().getName()))
        .flatMap(service -> ServicePort.of(service).stream())
        .forEach(plan::service);
    plan.hostPorts(hostPorts);
    plan.locals();
    return plan.rules.build();
  }

  private void service(ServicePort port) {
    port.clusterIps().forEach(ip -> rules.add(CLUSTER_IPS, ip));
    var anywhere = endpoints.anywhere(port);
    if (anywhere.isEmpty()) {
      reject(port);
      return;
    }
    inside(port, anywhere);
    outside(port, anywhere);
  }

  private void reject(ServicePort port) {
    port.clusterIps().forEach(ip -> rules.add(UNSERVED, destination(ip, port)));
    port.outsideIps().forEach(ip -> rules.add(UNSERVED, destination(ip, port)));
    if (port.nodePort() > 0) {
      rules.add(UNSERVED_NODE_PORTS, nodePort(port));
    }
  }

  /** Adds the rules for traffic to the cluster IPs. */
  private void inside(ServicePort port, List<Backend> anywhere) {
    var verdict = "drop";
    if (!port.internalLocal()) {
      verdict = "goto " + balance("svc", port, anywhere);
    } else if (!endpoints.here(port).isEmpty()) {
      verdict = "goto " + balance("local", port, endpoints.here(port));
    }
    for (var ip : port.clusterIps()) {
      rules.add(SERVICES, destination(ip, port), verdict);
    }
  }

  /** Adds the rules for traffic to node ports, external IPs and load balancers. */
  private void outside(ServicePort port, List<Backend> anywhere) {
    if (port.nodePort() == 0 && port.outsideIps().isEmpty()) {
      return;
    }
    var entry = port.label("ext", "");
    rules.chain(
        entry, port.externalLocal() ? keepSource(port, anywhere) : hideSource(port, anywhere));
    port.externalIps().forEach(ip -> rules.add(SERVICES, destination(ip, port), "goto " + entry));
    if (port.nodePort() > 0) {
      rules.add(NODE_PORTS, nodePort(port), "goto " + entry);
    }
    if (!port.loadBalancerIps().isEmpty()) {
      var balancer = loadBalancer(port, entry);
      for (var ip : port.loadBalancerIps()) {
        rules.add(SERVICES, destination(ip, port), "goto " + balancer);
      }
    }
  }

  private List<String> hideSource(ServicePort port, List<Backend> anywhere) {
    return List.of("jump " + MARK_MASQUERADE, "goto " + balance("svc", port, anywhere));
  }

  /**
   * The rules for externalTrafficPolicy Local: traffic from the cluster may go to any endpoint;
   * traffic from outside goes to this node's endpoints. Without any it is dropped, so that a load
   * balancer's health check fails.
   */
  private List<String> keepSource(ServicePort port, List<Backend> anywhere) {
    var cluster = balance("svc", port, anywhere);
    var list = new ArrayList<String>();
    if (facts.clusterCidr().isPresent()) {
      list.add("ip saddr %s goto %s".formatted(facts.clusterCidr().get(), cluster));
    }
    list.add("fib saddr type local jump " + MARK_MASQUERADE);
    list.add("fib saddr type local goto " + cluster);
    var here = endpoints.here(port);
    list.add(here.isEmpty() ? "drop" : "goto " + balance("local", port, here));
    return list;
  }

  private String loadBalancer(ServicePort port, String entry) {
    if (port.sourceRanges().isEmpty()) {
      return entry;
    }
    var name = port.label("lb", "");
    var ranges = String.join(", ", port.sourceRanges());
    rules.chain(name, List.of("ip saddr != { %s } drop".formatted(ranges), "goto " + entry));
    return name;
  }

  /** Adds the chain that selects one of {@code backends}; returns its name. */
  private String balance(String prefix, ServicePort port, List<Backend> backends) {
    var name = port.label(prefix, "");
    if (!rules.hasChain(name)) {
      rules.chain(
          name, port.affinitySeconds() > 0 ? sticky(port, backends) : random(port, backends));
    }
    return name;
  }

  private static List<String> random(ServicePort port, List<Backend> backends) {
    var choices = new ArrayList<String>();
    for (var backend : backends) {
      choices.add("%d : %s . %d".formatted(choices.size(), backend.ip(), backend.port()));
    }
    return List.of(
        "meta l4proto %s dnat ip addr . port to numgen random mod %d map { %s }"
            .formatted(port.protocol(), choices.size(), String.join(", ", choices)));
  }

  private List<String> sticky(ServicePort port, List<Backend> backends) {
    var list = new ArrayList<String>();
    var choices = new ArrayList<String>();
    for (var backend : backends) {
      var suffix = "%s/%d/%ds".formatted(backend.ip(), backend.port(), port.affinitySeconds());
      var clients = port.label("clients", suffix);
      var chain = port.label("ep", suffix);
      rules.clients(clients, port.affinitySeconds());
      rules.chain(
          chain,
          List.of(
              "update @%s { ip saddr }".formatted(clients),
              "meta l4proto %s dnat to %s:%d"
                  .formatted(port.protocol(), backend.ip(), backend.port())));
      list.add("ip saddr @%s goto %s".formatted(clients, chain));
      choices.add("%d : goto %s".formatted(choices.size(), chain));
    }
    list.add(
        "numgen random mod %d vmap { %s }".formatted(choices.size(), String.join(", ", choices)));
    return list;
  }

  private void hostPorts(Collection<HostPortMapping> hostPorts) {
    for (var port : hostPorts) {
      var key = port.protocol() + " . " + port.port();
      var target = port.podIp() + " . " + port.podPort();
      if (port.hostIp().isEmpty()) {
        rules.add(HOST_PORTS, key, target);
      } else {
        rules.add(HOST_IP_PORTS, port.hostIp() + " . " + key, target);
      }
      rules.add(HAIRPIN, port.podIp() + " . " + port.podIp());
    }
  }

  private void locals() {
    for (var ip : endpoints.localAddresses()) {
      rules.add(HAIRPIN, ip + " . " + ip);
      if (!facts.seesBridged()) {
        rules.add(LOCAL_ENDPOINTS, ip);
      }
    }
  }

  private static String destination(String ip, ServicePort port) {
    return "%s . %s . %d".formatted(ip, port.protocol(), port.port());
  }

  private static String nodePort(ServicePort port) {
    return port.protocol() + " . " + port.nodePort();
  }
}
