package dev.quarterdeck.agent.network;

import dev.quarterdeck.agent.tool.Tool;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads and changes Quarterdeck's routes in a routing table of this process's network namespace.
 */
final class Routes {

  /**
   * The protocol number that marks Quarterdeck's routes; iproute2's rt_protos gives it to no
   * routing daemon.
   */
  static final int PROTOCOL = 113;

  /** The kernel's message about a table without a route. */
  private static final String NO_TABLE = "FIB table does not exist";

  private final Tool ip;
  private final String table;

  /**
   * @param ip runs iproute2's program
   * @param table name or number of the routing table
   */
  Routes(Tool ip, String table) {
    this.ip = ip;
    this.table = table;
  }

  List<Route> list() throws IOException, InterruptedException {
    var protocol = Integer.toString(PROTOCOL);
    var result = ip.run("", "-4", "route", "show", "table", table, "proto", protocol);
    if (result.code() != 0 && result.output().contains(NO_TABLE)) {
      return List.of();
    }
    if (result.code() != 0) {
      throw new IOException("cannot list routes: " + result.firstLine());
    }
    return Route.parse(result.output());
  }

  /**
   * Performs all actions, also those after one that fails.
   *
   * @throws IOException when an action failed
   */
  void apply(Collection<RoutePlan.Action> actions) throws IOException, InterruptedException {
    if (actions.isEmpty()) {
      return;
    }
    var batch = actions.stream().map(this::command).collect(Collectors.joining("\n", "", "\n"));
    var result = ip.run(batch, "-4", "-force", "-batch", "-");
    if (result.code() != 0) {
      throw new IOException("not all routes could be set: " + result.firstLine());
    }
  }

  private String command(RoutePlan.Action action) {
    return switch (action) {
      case RoutePlan.Action.Replace(var route) -> command("replace", route);
      case RoutePlan.Action.Remove(var route) -> command("del", route);
    };
  }

  private String command(String verb, Route route) {
    return "route %s %s via %s proto %d table %s"
        .formatted(verb, route.cidr(), route.via(), PROTOCOL, table);
  }
}
