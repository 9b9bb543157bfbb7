package dev.quarterdeck.agent.proxy;

import java.util.ArrayList;
import java.util.List;

/** Builds the part of the ruleset that does not depend on Services. */
final class BaseRules {

  /** kube-proxy's mark for packets to masquerade. */
  private static final String MARK = "0x4000";

  private static final String TO_NODE = "fib daddr type local ip daddr != 127.0.0.0/8 ";
  private static final String PORT_KEY = "meta l4proto . th dport";
  private static final String ADDRESS_KEY = "ip daddr . " + PORT_KEY;

  private BaseRules() {}

  static void declare(RulesetBuilder rules, ProxyNode facts) {
    sets(rules);
    rules.hook(
        "nat-prerouting", "type nat hook prerouting priority dstnat;", List.of("jump dispatch"));
    rules.hook("nat-output", "type nat hook output priority -100;", List.of("jump dispatch"));
    rules.hook("nat-postrouting", "type nat hook postrouting priority srcnat;", postrouting(facts));
    rules.chain("dispatch", dispatch(facts));
    rules.chain(RulesetPlan.MARK_MASQUERADE, List.of("meta mark set meta mark or " + MARK));
    // After address translation: a packet that is still addressed to a Service has found no
    // endpoint.
    rules.hook("filter-input", "type filter hook input priority 0;", leftovers());
    rules.hook("filter-forward", "type filter hook forward priority 0;", leftovers());
    rules.hook("filter-output", "type filter hook output priority 0;", leftovers());
    rules.chain("unserved-check", unserved());
    rules.chain("refuse", List.of("meta l4proto tcp reject with tcp reset", "reject"));
  }

  private static void sets(RulesetBuilder rules) {
    rules.map(RulesetPlan.SERVICES, "ipv4_addr . inet_proto . inet_service : verdict");
    rules.map(RulesetPlan.NODE_PORTS, "inet_proto . inet_service : verdict");
    rules.set(RulesetPlan.CLUSTER_IPS, "ipv4_addr");
    rules.set(RulesetPlan.UNSERVED, "ipv4_addr . inet_proto . inet_service");
    rules.set(RulesetPlan.UNSERVED_NODE_PORTS, "inet_proto . inet_service");
    rules.map(RulesetPlan.HOST_PORTS, "inet_proto . inet_service : ipv4_addr . inet_service");
    rules.map(
        RulesetPlan.HOST_IP_PORTS,
        "ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service");
    rules.set(RulesetPlan.HAIRPIN, "ipv4_addr . ipv4_addr");
    rules.set(RulesetPlan.LOCAL_ENDPOINTS, "ipv4_addr");
  }

  private static List<String> dispatch(ProxyNode facts) {
    var list = new ArrayList<String>();
    if (facts.clusterCidr().isPresent()) {
      // The reply of an endpoint to a client outside the cluster must pass this node.
      list.add(
          "ip daddr @%s ip saddr != %s jump %s"
              .formatted(
                  RulesetPlan.CLUSTER_IPS, facts.clusterCidr().get(), RulesetPlan.MARK_MASQUERADE));
    }
    list.add(ADDRESS_KEY + " vmap @" + RulesetPlan.SERVICES);
    list.add(TO_NODE + PORT_KEY + " vmap @" + RulesetPlan.NODE_PORTS);
    list.add("dnat ip addr . port to " + ADDRESS_KEY + " map @" + RulesetPlan.HOST_IP_PORTS);
    list.add(TO_NODE + "dnat ip addr . port to " + PORT_KEY + " map @" + RulesetPlan.HOST_PORTS);
    return list;
  }

  private static List<String> postrouting(ProxyNode facts) {
    var list = new ArrayList<String>();
    list.add("ip saddr . ip daddr @" + RulesetPlan.HAIRPIN + " masquerade fully-random");
    list.add(
        "meta mark & %s == %s meta mark set meta mark xor %s masquerade fully-random"
            .formatted(MARK, MARK, MARK));
    if (facts.clusterCidr().isPresent()) {
      var cidr = facts.clusterCidr().get();
      if (!facts.seesBridged()) {
        list.add(
            "ct status dnat ip saddr %s ip daddr @%s masquerade fully-random"
                .formatted(cidr, RulesetPlan.LOCAL_ENDPOINTS));
      }
      list.add("ip saddr %s ip daddr != %s masquerade fully-random".formatted(cidr, cidr));
    }
    return list;
  }

  private static List<String> leftovers() {
    return List.of("ct state new jump unserved-check");
  }

  private static List<String> unserved() {
    return List.of(
        ADDRESS_KEY + " @" + RulesetPlan.UNSERVED + " goto refuse",
        TO_NODE + PORT_KEY + " @" + RulesetPlan.UNSERVED_NODE_PORTS + " goto refuse",
        "ip daddr @" + RulesetPlan.CLUSTER_IPS + " goto refuse");
  }
}
