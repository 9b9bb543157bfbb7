package dev.quarterdeck.agent.dns;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the nft table that keeps queries to the cluster's DNS on their node. Connection tracking
 * skips their packets, so that no service proxy (ours or kube-proxy) translates their addresses and
 * thousands of queries per second do not fill the connection table.
 */
final class DnsRules {

  static final String TABLE = "inet quarterdeck-dns";

  private static final String DNS = "meta l4proto { tcp, udp } th";

  private DnsRules() {}

  /**
   * The whole table, for {@code nft -f}.
   *
   * @param addresses the cluster's DNS addresses, IPv4 and IPv6
   * @param clientRate as in {@link NodeDnsConfig}
   */
  static String of(List<String> addresses, int clientRate) {
    return remove()
        + """
        table %1$s {
          set servers4 { type ipv4_addr; %2$s }
          set servers6 { type ipv6_addr; %3$s }
          set clients4 { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 10s; }
          set clients6 { type ipv6_addr; size 65535; flags dynamic,timeout; timeout 10s; }
          chain prerouting {
            type filter hook prerouting priority raw;
            ip daddr @servers4 udp dport 53 update @clients4 { ip saddr limit rate over %4$d/second burst %4$d packets } counter drop comment "more than one client may ask"
            ip6 daddr @servers6 udp dport 53 update @clients6 { ip6 saddr limit rate over %4$d/second burst %4$d packets } counter drop comment "more than one client may ask"
            ip daddr @servers4 %5$s dport 53 notrack
            ip6 daddr @servers6 %5$s dport 53 notrack
          }
          chain output {
            type filter hook output priority raw;
            ip daddr @servers4 %5$s dport 53 notrack
            ip6 daddr @servers6 %5$s dport 53 notrack
            ip saddr @servers4 %5$s sport 53 notrack
            ip6 saddr @servers6 %5$s sport 53 notrack
            ip saddr @servers4 icmp type destination-unreachable drop comment "silence while the agent starts anew: clients ask again"
            ip6 saddr @servers6 icmpv6 type destination-unreachable drop comment "silence while the agent starts anew: clients ask again"
          }
        }
        """
            .formatted(
                TABLE, elements(addresses, false), elements(addresses, true), clientRate, DNS);
  }

  /** The commands that remove the table whether or not it exists. */
  static String remove() {
    return "add table %1$s\ndelete table %1$s\n".formatted(TABLE);
  }

  private static String elements(List<String> addresses, boolean v6) {
    var those =
        addresses.stream()
            .filter(address -> address.contains(":") == v6)
            .collect(Collectors.joining(", "));
    return those.isEmpty() ? "" : "elements = { " + those + " }";
  }
}
