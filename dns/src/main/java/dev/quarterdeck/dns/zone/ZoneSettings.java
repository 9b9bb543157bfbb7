package dev.quarterdeck.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** What does not change about a cluster's names. */
public final class ZoneSettings {

  /** CoreDNS' default for Services and pods. */
  private static final int TTL = 5;

  private final Name domain;
  private final List<String> servers;
  private final ZoneNames names;

  private ZoneSettings(Name domain, List<String> servers) {
    this.domain = domain;
    this.servers = List.copyOf(servers);
    names = new ZoneNames(domain);
  }

  /**
   * @param domain the cluster's, such as {@code cluster.local}, with or without the last dot
   * @param servers IPv4 and IPv6 addresses of the cluster's DNS server
   * @throws IllegalArgumentException when that is no domain name, or no address
   */
  public static ZoneSettings of(String domain, List<String> servers) {
    for (var server : servers) {
      if (!AddressRecords.isValid(server)) {
        throw new IllegalArgumentException("%s is no IP address".formatted(server));
      }
    }
    try {
      return new ZoneSettings(Name.fromString(domain, Name.root), servers);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("%s is no domain name".formatted(domain), e);
    }
  }

  /** Absolute. */
  public Name domain() {
    return domain;
  }

  List<String> servers() {
    return servers;
  }

  /** Seconds that clients may keep an answer, negative ones too. */
  int ttl() {
    return TTL;
  }

  ZoneNames names() {
    return names;
  }
}
