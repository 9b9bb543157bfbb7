package dev.quarterdeck.dns.zone;

import dev.quarterdeck.model.ObjectKey;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/** The names that a zone's own records are made of. */
final class ZoneNames {

  // Nobody copies this zone, so nobody reads these.
  private static final int REFRESH = 7200;
  private static final int RETRY = 1800;
  private static final int EXPIRE = 86400;

  private final Name services;
  private final Name nameServer;
  private final Name hostmaster;

  ZoneNames(Name domain) {
    services = below(domain, "svc");
    nameServer = below(below(domain, "dns"), "ns");
    hostmaster = below(domain, "hostmaster");
  }

  Name nameServer() {
    return nameServer;
  }

  Name service(ObjectKey key) {
    return below(below(services, key.namespace()), key.name());
  }

  SOARecord soa(Name apex, long ttl, int serial) {
    return new SOARecord(
        apex,
        DClass.IN,
        ttl,
        nameServer,
        hostmaster,
        Integer.toUnsignedLong(serial),
        REFRESH,
        RETRY,
        EXPIRE,
        ttl);
  }

  /** Names of objects are labels, and short: API validation sees to that. */
  static Name below(Name parent, String label) {
    try {
      return Name.fromString(label, parent);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("%s cannot stand below %s".formatted(label, parent), e);
    }
  }
}
