package dev.quarterdeck.agent.network;

import dev.quarterdeck.agent.tool.Tool;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The routing table of this process's network namespace; only routes of our own are touched. */
final class Routes {

  /** Marks a route as Quarterdeck's; no routing daemon in iproute2's rt_protos has this number. */
  static final int PROTOCOL = 113;

  private final Tool ip;

  /**
   * @param ip iproute2's program
   */
  Routes(Tool ip) {
    this.ip = ip;
  }

  List<Route> list() throws IOException, InterruptedException {
    var result = ip.run("", "-4", "route", "show", "proto", Integer.toString(PROTOCOL));
    if (result.code() != 0) {
      throw new IOException("cannot list routes: " + result.firstLine());
    }
    return Route.parse(result.output());
  }

  /**
   * Carries out all actions it can.
   *
   * @throws IOException when one failed
   */
  void apply(Collection<RoutePlan.Action> actions) throws IOException, InterruptedException {
    if (actions.isEmpty()) {
      return;
    }
    var batch = actions.stream().map(Routes::command).collect(Collectors.joining("\n", "", "\n"));
    var result = ip.run(batch, "-4", "-force", "-batch", "-");
    if (result.code() != 0) {
      throw new IOException("not all routes could be set: " + result.firstLine());
    }
  }

  private static String command(RoutePlan.Action action) {
    return switch (action) {
      case RoutePlan.Action.Replace(var route) ->
          "route replace %s via %s proto %d".formatted(route.cidr(), route.via(), PROTOCOL);
      case RoutePlan.Action.Remove(var route) ->
          "route del %s via %s proto %d".formatted(route.cidr(), route.via(), PROTOCOL);
    };
  }
}
