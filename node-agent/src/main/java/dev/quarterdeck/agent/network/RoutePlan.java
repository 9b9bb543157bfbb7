package dev.quarterdeck.agent.network;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Computes the routes to other nodes' pods and the changes that lead to them. */
final class RoutePlan {

  /** A change of the routing table. */
  sealed interface Action {
    record Replace(Route route) implements Action {}

    record Remove(Route route) implements Action {}
  }

  private RoutePlan() {}

  /** The routes to each node that has a pod CIDR and an internal address, except {@code self}. */
  static List<Route> desired(Collection<Node> nodes, String self) {
    var routes = new TreeSet<Route>();
    for (var node : nodes) {
      if (!node.getMetadata().getName().equals(self)) {
        podCidr(node)
            .flatMap(cidr -> internalIp(node).map(ip -> new Route(cidr, ip)))
            .ifPresent(routes::add);
      }
    }
    return List.copyOf(routes);
  }

  /**
   * @param observed the routes of the table that Quarterdeck made
   */
  static List<Action> plan(Collection<Route> desired, Collection<Route> observed) {
    var byCidr = new LinkedHashMap<Cidr, Route>();
    // If two nodes have one CIDR, the existing route stays.
    new TreeSet<>(desired).forEach(route -> byCidr.putIfAbsent(route.cidr(), route));
    var actions = new ArrayList<Action>();
    for (var route : new TreeSet<>(observed)) {
      if (!byCidr.containsKey(route.cidr())) {
        actions.add(new Action.Remove(route));
      }
    }
    for (var route : byCidr.values()) {
      if (!observed.contains(route)) {
        actions.add(new Action.Replace(route));
      }
    }
    return actions;
  }

  /** The node's IPv4 pod CIDR. */
  static Optional<Cidr> podCidr(Node node) {
    if (node.getSpec() == null) {
      return Optional.empty();
    }
    var all = new ArrayList<>(node.getSpec().getPodCIDRs());
    if (node.getSpec().getPodCIDR() != null) {
      all.add(node.getSpec().getPodCIDR());
    }
    return all.stream()
        .flatMap(text -> Cidr.find(text).stream())
        .filter(Cidr::isIpv4)
        .map(Cidr::masked)
        .findFirst();
  }

  private static Optional<IpAddress> internalIp(Node node) {
    if (node.getStatus() == null) {
      return Optional.empty();
    }
    return node.getStatus().getAddresses().stream()
        .filter(address -> address.getType().equals("InternalIP"))
        .flatMap(address -> IpAddress.find(address.getAddress()).stream())
        .filter(IpAddress::isIpv4)
        .findFirst();
  }
}
