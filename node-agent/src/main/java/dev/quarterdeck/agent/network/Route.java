package dev.quarterdeck.agent.network;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A way to another node's pods.
 *
 * @param cidr that node's pod CIDR
 * @param via an address of that node
 */
record Route(String cidr, String via) implements Comparable<Route> {

  private static final Pattern LISTED = Pattern.compile("^(\\S+) via (\\S+)\\b.*");

  /** Reads what {@code ip -4 route show} prints; routes without a gateway are nobody's here. */
  static List<Route> parse(String listing) {
    return listing
        .lines()
        .map(LISTED::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(line -> new Route(withLength(line.group(1)), line.group(2)))
        .toList();
  }

  /** ip leaves out the length of a host route. */
  private static String withLength(String destination) {
    return destination.contains("/") ? destination : destination + "/32";
  }

  @Override
  public int compareTo(Route other) {
    var byCidr = cidr.compareTo(other.cidr);
    return byCidr != 0 ? byCidr : via.compareTo(other.via);
  }
}
