package dev.quarterdeck.agent.network;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A route to another node's pods.
 *
 * @param cidr the other node's pod CIDR
 * @param via the other node's address
 */
record Route(Cidr cidr, IpAddress via) implements Comparable<Route> {

  private static final Pattern LISTED = Pattern.compile("^(\\S+) via (\\S+)\\b.*");
  private static final Comparator<Route> ORDER =
      Comparator.comparing((Route route) -> route.cidr.address())
          .thenComparing(route -> route.cidr.prefixLength())
          .thenComparing(Route::via);

  /** Parses the output of {@code ip -4 route show}, without the routes that have no gateway. */
  static List<Route> parse(String listing) {
    return listing
        .lines()
        .map(LISTED::matcher)
        .filter(Matcher::matches)
        .flatMap(line -> of(withLength(line.group(1)), line.group(2)))
        .toList();
  }

  private static Stream<Route> of(String cidr, String via) {
    return Cidr.find(cidr).stream()
        .flatMap(to -> IpAddress.find(via).stream().map(gateway -> new Route(to, gateway)));
  }

  /** Adds the prefix length that ip omits for a host route. */
  private static String withLength(String destination) {
    return destination.contains("/") ? destination : destination + "/32";
  }

  @Override
  public int compareTo(Route other) {
    return ORDER.compare(this, other);
  }
}
