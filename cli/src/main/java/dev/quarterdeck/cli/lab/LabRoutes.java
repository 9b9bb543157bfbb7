package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How this machine routes packets for pods and Services of a lab: policy rules select a routing
 * table of the lab's own by the destination address. The table holds a route to the pods of each
 * host (kept by the control plane), one for Service addresses (which are translated before a packet
 * reaches the bridge), and an unreachable route for all other addresses.
 */
final class LabRoutes {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String AFTER_ALL_OTHERS = "4294967295";

  private final LabSpec spec;
  private final String table;

  LabRoutes(LabSpec spec) {
    this.spec = spec;
    this.table = Integer.toString(spec.routeTable());
  }

  /** Creates the routes and rules that are missing; the lab's bridge must exist. */
  void create() {
    ip("route replace unreachable default metric " + AFTER_ALL_OTHERS + " table " + table);
    ip("route replace %s dev %s table %s".formatted(spec.serviceCidr(), spec.bridge(), table));
    for (var cidr : ranges()) {
      if (!isRule(cidr)) {
        ip("rule add " + rule(cidr));
      }
    }
  }

  /** Whether there is a route to each of these pod networks, and rules for Services. */
  boolean areComplete(Collection<String> podCidrs) {
    var routes = attempt("route show table " + table).output();
    return podCidrs.stream().allMatch(cidr -> routes.contains(cidr + " via "))
        && Command.attempt(DEADLINE, "", List.of("nft", "list", "table", "ip", spec.serviceTable()))
            .succeeded();
  }

  void delete() {
    for (var cidr : ranges()) {
      while (isRule(cidr)) {
        ip("rule del " + rule(cidr));
      }
    }
    attempt("route flush table " + table); // fails when the table never had a route
  }

  private List<String> ranges() {
    return List.of(spec.podCidr(), spec.serviceCidr());
  }

  private boolean isRule(String cidr) {
    return attempt("rule show " + rule(cidr)).output().contains(cidr);
  }

  private String rule(String cidr) {
    return "priority %s to %s table %s".formatted(table, cidr, table);
  }

  private static void ip(String words) {
    Command.run(DEADLINE, "", command(words));
  }

  private static Command.Outcome attempt(String words) {
    return Command.attempt(DEADLINE, "", command(words));
  }

  private static List<String> command(String words) {
    var command = new ArrayList<>(List.of("ip", "-4"));
    command.addAll(List.of(words.split(" ")));
    return command;
  }
}
