package dev.quarterdeck.dns.zone;

import dev.quarterdeck.dns.zone.ServiceRecords.ClusterIp;
import dev.quarterdeck.dns.zone.ServiceRecords.ExternalName;
import dev.quarterdeck.dns.zone.ServiceRecords.Headless;
import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Answers questions about a cluster's names after the <a
 * href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS
 * specification</a>, and where that leaves it open as CoreDNS does. Class IN only.
 */
public final class ZoneAnswers {

  private static final String SCHEMA_VERSION = "1.1.0";
  private static final int MAX_ALIASES = 8;

  private final Zone zone;
  private final Name domain;
  private final long ttl;

  private ZoneAnswers(Zone zone) {
    this.zone = zone;
    domain = zone.settings().domain();
    ttl = zone.settings().ttl();
  }

  /**
   * @param name absolute, in any case; records repeat it as it is
   * @param type a number of {@link Type}
   */
  public static Answer answer(Name name, int type, Zone zone) {
    var answers = new ZoneAnswers(zone);
    var at = name;
    List<Record> chain = List.of();
    while (chain.size() < MAX_ALIASES) {
      var told = answers.one(at, type, chain);
      if (!(told instanceof Answer.Alias(var links, var target))) {
        return told;
      }
      if (type == Type.CNAME) {
        return new Answer.Found(links, List.of());
      }
      if (!target.subdomain(answers.domain)) {
        return told;
      }
      chain = links;
      at = target;
    }
    return new Answer.Endless();
  }

  private Answer one(Name name, int type, List<Record> chain) {
    if (name.subdomain(domain)) {
      return inDomain(new Asked(name, type, chain, domain, zone));
    }
    return AddressRecords.reverse(name)
        .map(address -> reverse(new Asked(name, type, chain, address.zone(), zone), address.key()))
        .orElseGet(Answer.Outside::new);
  }

  private Answer inDomain(Asked asked) {
    var depth = asked.name().labels() - domain.labels();
    if (depth == 0) {
      return apex(asked);
    }
    return switch (asked.label(depth - 1)) {
      case "svc" -> services(asked, depth - 1);
      case "pod" -> pods(asked, depth - 1);
      case "dns-version" -> depth == 1 ? version(asked) : asked.missing();
      case "dns" -> nameServer(asked, depth - 1);
      default -> asked.missing();
    };
  }

  private Answer apex(Asked asked) {
    return switch (asked.type()) {
      case Type.SOA -> asked.found(List.of(asked.soa()));
      case Type.NS -> {
        var server = zone.settings().names().nameServer();
        var record = new NSRecord(asked.name(), DClass.IN, ttl, server);
        yield asked.found(List.of(record), addresses(server, zone.settings().servers()));
      }
      default -> asked.nothing();
    };
  }

  private Answer nameServer(Asked asked, int depth) {
    if (depth == 0) {
      return asked.nothing();
    }
    return depth == 1 && asked.label(0).equals("ns")
        ? asked.addresses(zone.settings().servers())
        : asked.missing();
  }

  private Answer version(Asked asked) {
    return asked.type() == Type.TXT
        ? asked.found(List.of(new TXTRecord(asked.name(), DClass.IN, ttl, SCHEMA_VERSION)))
        : asked.nothing();
  }

  /** Any address has a name in every namespace, whether there is such a pod or not. */
  private Answer pods(Asked asked, int depth) {
    if (depth < 2) {
      return namespace(asked, depth);
    }
    if (depth > 2 || !zone.hasNamespace(asked.label(1))) {
      return asked.missing();
    }
    return AddressRecords.undashed(asked.label(0))
        .map(address -> asked.addresses(List.of(address)))
        .orElseGet(asked::missing);
  }

  private Answer namespace(Asked asked, int depth) {
    return depth == 0 || zone.hasNamespace(asked.label(0)) ? asked.nothing() : asked.missing();
  }

  private Answer services(Asked asked, int depth) {
    if (depth < 2) {
      return namespace(asked, depth);
    }
    var key = new ObjectKey(asked.label(depth - 1), asked.label(depth - 2));
    return switch (zone.service(key)) {
      case null -> asked.missing();
      case ExternalName(var target) -> depth == 2 ? asked.alias(target) : asked.missing();
      case ClusterIp service -> clusterIp(asked, depth, key, service);
      case Headless(var unreadyToo) ->
          headless(asked, depth, new EndpointRecords(zone.slices(key), unreadyToo));
    };
  }

  private Answer clusterIp(Asked asked, int depth, ObjectKey key, ClusterIp service) {
    if (depth == 2) {
      return asked.type() == Type.SRV
          ? locations(asked, asked.name(), service, service.ports())
          : asked.addresses(service.addresses());
    }
    if (depth == 3 && !asked.label(0).startsWith("_")) {
      return endpoint(asked, new EndpointRecords(zone.slices(key), false));
    }
    return port(
        asked,
        depth,
        service.ports(),
        ports -> locations(asked, new Name(asked.name(), 2), service, ports));
  }

  private Answer headless(Asked asked, int depth, EndpointRecords endpoints) {
    if (endpoints.none()) {
      return asked.missing(); // section 2.4.1 of the specification
    }
    if (depth == 2) {
      return asked.type() == Type.SRV
          ? locations(asked, asked.name(), endpoints, endpoints.ports())
          : asked.addresses(endpoints.addresses());
    }
    if (depth == 3 && !asked.label(0).startsWith("_")) {
      return endpoint(asked, endpoints);
    }
    return port(
        asked,
        depth,
        endpoints.ports(),
        ports -> locations(asked, new Name(asked.name(), 2), endpoints, ports));
  }

  private static Answer endpoint(Asked asked, EndpointRecords endpoints) {
    var addresses = endpoints.addresses(asked.label(0));
    return addresses.isEmpty() ? asked.missing() : asked.addresses(addresses);
  }

  /** {@code _port._protocol} below a Service, or {@code _protocol} alone, which has no records. */
  private static Answer port(
      Asked asked, int depth, List<Port> ports, Function<List<Port>, Answer> locations) {
    if (depth == 3) {
      var protocol = asked.label(0).substring(1);
      return ports.stream().anyMatch(p -> !p.name().isEmpty() && p.protocol().equals(protocol))
          ? asked.nothing()
          : asked.missing();
    }
    if (depth != 4 || !asked.label(0).startsWith("_") || !asked.label(1).startsWith("_")) {
      return asked.missing();
    }
    var name = asked.label(0).substring(1);
    var protocol = asked.label(1).substring(1);
    var named = ports.stream().filter(port -> port.is(name, protocol)).toList();
    if (named.isEmpty()) {
      return asked.missing();
    }
    return asked.type() == Type.SRV ? locations.apply(named) : asked.nothing();
  }

  /** The ports of a Service with an address of its own are at its own name. */
  private Answer locations(Asked asked, Name service, ClusterIp records, List<Port> ports) {
    var locations = new Locations(asked.name(), ttl, ports.size());
    ports.forEach(port -> locations.add(port, service));
    return asked.found(locations.records(), addresses(service, records.addresses()));
  }

  private Answer locations(Asked asked, Name service, EndpointRecords endpoints, List<Port> ports) {
    var found = endpoints.at(ports);
    var locations = new Locations(asked.name(), ttl, found.size());
    var extra = new ArrayList<Record>();
    for (var location : found) {
      var target = ZoneNames.below(service, location.endpoint().label());
      locations.add(location.port(), target);
      extra.add(AddressRecords.record(target, ttl, location.endpoint().address()));
    }
    return asked.found(locations.records(), extra.stream().distinct().toList());
  }

  private List<Record> addresses(Name owner, List<String> addresses) {
    return addresses.stream().map(address -> AddressRecords.record(owner, ttl, address)).toList();
  }

  private Answer reverse(Asked asked, String address) {
    var names = new ArrayList<Name>();
    for (var owner : zone.owners(address)) {
      var service = zone.settings().names().service(owner);
      if (zone.service(owner) instanceof ClusterIp(var own, var _)
          && own.stream().anyMatch(a -> AddressRecords.key(a).equals(address))) {
        return pointers(asked, List.of(service));
      }
      endpoints(owner).labels(address).stream()
          .map(label -> ZoneNames.below(service, label))
          .forEach(names::add);
    }
    return names.isEmpty() ? new Answer.Outside() : pointers(asked, names);
  }

  private EndpointRecords endpoints(ObjectKey service) {
    return switch (zone.service(service)) {
      case Headless(var unreadyToo) -> new EndpointRecords(zone.slices(service), unreadyToo);
      case ClusterIp _ -> new EndpointRecords(zone.slices(service), false);
      case ExternalName _ -> new EndpointRecords(List.of(), false);
      case null -> new EndpointRecords(List.of(), false);
    };
  }

  private Answer pointers(Asked asked, List<Name> names) {
    return asked.type() == Type.PTR
        ? asked.found(
            names.stream()
                .<Record>map(name -> new PTRRecord(asked.name(), DClass.IN, ttl, name))
                .toList())
        : asked.nothing();
  }
}
