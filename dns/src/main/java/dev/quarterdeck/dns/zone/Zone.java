package dev.quarterdeck.dns.zone;

import dev.quarterdeck.dns.zone.SliceEndpoints.Endpoint;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All a cluster's names at one moment. Immutable: what happens to an object makes a new zone that
 * shares nearly all of the old one.
 */
public final class Zone {

  private final ZoneSettings settings;
  private final PersistentMap<ObjectKey, ServiceRecords> services;
  private final PersistentMap<ObjectKey, List<SliceEndpoints>> slices;
  private final PersistentMap<String, List<ObjectKey>> owners;
  private final PersistentMap<String, String> namespaces;
  private final int serial;

  private Zone(
      ZoneSettings settings,
      PersistentMap<ObjectKey, ServiceRecords> services,
      PersistentMap<ObjectKey, List<SliceEndpoints>> slices,
      PersistentMap<String, List<ObjectKey>> owners,
      PersistentMap<String, String> namespaces,
      int serial) {
    this.settings = settings;
    this.services = services;
    this.slices = slices;
    this.owners = owners;
    this.namespaces = namespaces;
    this.serial = serial;
  }

  /** A cluster of which nothing is known yet. */
  public static Zone empty(ZoneSettings settings) {
    return new Zone(
        settings,
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        1);
  }

  ZoneSettings settings() {
    return settings;
  }

  /** Counts the changes; the serial number of the zone's SOA record. */
  int serial() {
    return serial;
  }

  boolean hasNamespace(String name) {
    return namespaces.contains(name);
  }

  /** Null when there is none. */
  ServiceRecords service(ObjectKey key) {
    return services.get(key);
  }

  List<SliceEndpoints> slices(ObjectKey service) {
    var known = slices.get(service);
    return known == null ? List.of() : known;
  }

  /**
   * The Services that have an address, as their own or as an endpoint's.
   *
   * @param addressKey as {@link AddressRecords#key} makes it
   */
  List<ObjectKey> owners(String addressKey) {
    var known = owners.get(addressKey);
    return known == null ? List.of() : known;
  }

  /** The Service whose endpoints a slice has; empty for one that names none. */
  public static Optional<ObjectKey> serviceOf(EndpointSlice slice) {
    return SliceEndpoints.service(slice);
  }

  /** The zone with a Service that is new or has changed. */
  public Zone withService(Service service) {
    var records = ServiceRecords.of(service);
    var key = ObjectKey.of(service);
    return records.isEmpty()
        ? withoutService(key)
        : replace(key, services.with(key, records.get()), slices);
  }

  public Zone withoutService(ObjectKey key) {
    return services.contains(key) ? replace(key, services.without(key), slices) : this;
  }

  /**
   * The zone with an EndpointSlice that is new or has changed.
   *
   * @param service the Service the slice names
   */
  public Zone withSlice(ObjectKey service, EndpointSlice slice) {
    var next = SliceEndpoints.of(slice);
    var all = new ArrayList<>(slices(service));
    all.removeIf(known -> known.slice().equals(next.slice()));
    all.add(next);
    return replace(service, services, slices.with(service, List.copyOf(all)));
  }

  /**
   * @param service the Service the slice named
   */
  public Zone withoutSlice(ObjectKey service, String slice) {
    var rest = slices(service).stream().filter(known -> !known.slice().equals(slice)).toList();
    return replace(
        service, services, rest.isEmpty() ? slices.without(service) : slices.with(service, rest));
  }

  public Zone withNamespace(String name) {
    return new Zone(settings, services, slices, owners, namespaces.with(name, name), serial + 1);
  }

  public Zone withoutNamespace(String name) {
    return new Zone(settings, services, slices, owners, namespaces.without(name), serial + 1);
  }

  private Zone replace(
      ObjectKey service,
      PersistentMap<ObjectKey, ServiceRecords> nextServices,
      PersistentMap<ObjectKey, List<SliceEndpoints>> nextSlices) {
    var before = addresses(services.get(service), slices(service));
    var after = addresses(nextServices.get(service), nextSlices.get(service));
    return new Zone(
        settings, nextServices, nextSlices, owners(service, before, after), namespaces, serial + 1);
  }

  private PersistentMap<String, List<ObjectKey>> owners(
      ObjectKey service, Set<String> before, Set<String> after) {
    if (before.equals(after)) {
      return owners;
    }
    var edit = owners.edit();
    for (var gone : before) {
      if (!after.contains(gone)) {
        var rest = edit.get(gone).stream().filter(owner -> !owner.equals(service)).toList();
        if (rest.isEmpty()) {
          edit.remove(gone);
        } else {
          edit.put(gone, rest);
        }
      }
    }
    for (var come : after) {
      if (!before.contains(come)) {
        var known = edit.get(come);
        var all = new ArrayList<>(known == null ? List.of() : known);
        all.add(service);
        edit.put(come, List.copyOf(all));
      }
    }
    return edit.done();
  }

  private static Set<String> addresses(ServiceRecords service, List<SliceEndpoints> slices) {
    var keys = new HashSet<String>();
    if (service instanceof ServiceRecords.ClusterIp(var addresses, var _)) {
      addresses.forEach(address -> keys.add(AddressRecords.key(address)));
    }
    if (slices != null) {
      for (var slice : slices) {
        for (Endpoint endpoint : slice.endpoints()) {
          keys.add(AddressRecords.key(endpoint.address()));
        }
      }
    }
    return keys;
  }
}
