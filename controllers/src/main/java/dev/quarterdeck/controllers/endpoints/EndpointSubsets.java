package dev.quarterdeck.controllers.endpoints;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The subsets of an Endpoints object in their canonical form: ports with the same addresses share a
 * subset, and subsets, addresses and ports are in order. So two objects say the same if their
 * canonical forms are equal.
 */
final class EndpointSubsets {

  /** As many addresses as an Endpoints object holds at most. */
  static final int CAPACITY = 1_000;

  private static final Comparator<EndpointPort> PORTS =
      Comparator.comparing((EndpointPort port) -> Objects.toString(port.getName(), ""))
          .thenComparing(EndpointPort::getPort)
          .thenComparing(port -> Objects.toString(port.getProtocol(), ""));

  /** An address, by IP and by what it leads to. */
  private record Key(String ip, String uid) implements Comparable<Key> {
    static Key of(EndpointAddress address) {
      var target = address.getTargetRef();
      var uid = target == null ? "" : Objects.toString(target.getUid(), "");
      return new Key(address.getIp(), uid);
    }

    @Override
    public int compareTo(Key other) {
      var order = ip.compareTo(other.ip);
      return order != 0 ? order : uid.compareTo(other.uid);
    }
  }

  private record Entry(EndpointAddress address, boolean ready) {}

  private final LinkedHashMap<Optional<EndpointPort>, TreeMap<Key, Entry>> byPort =
      new LinkedHashMap<>();

  private EndpointSubsets() {}

  static List<EndpointSubset> canonical(List<EndpointSubset> subsets) {
    var all = new EndpointSubsets();
    subsets.forEach(all::add);
    return all.merged();
  }

  private void add(EndpointSubset subset) {
    if (subset.getPorts().isEmpty()) {
      add(Optional.empty(), subset);
    } else {
      subset.getPorts().forEach(port -> add(Optional.of(port), subset));
    }
  }

  private void add(Optional<EndpointPort> port, EndpointSubset subset) {
    var addresses = byPort.computeIfAbsent(port, _ -> new TreeMap<>());
    subset
        .getNotReadyAddresses()
        .forEach(a -> addresses.putIfAbsent(Key.of(a), new Entry(a, false)));
    // An address that is ready for a port counts as ready for it.
    subset.getAddresses().forEach(a -> addresses.put(Key.of(a), new Entry(a, true)));
  }

  private List<EndpointSubset> merged() {
    var portsByAddresses = new LinkedHashMap<TreeMap<Key, Entry>, List<EndpointPort>>();
    byPort.forEach(
        (port, addresses) -> {
          if (!addresses.isEmpty()) {
            var ports = portsByAddresses.computeIfAbsent(addresses, _ -> new ArrayList<>());
            port.ifPresent(ports::add);
          }
        });
    var subsets = new ArrayList<EndpointSubset>();
    portsByAddresses.forEach((addresses, ports) -> subsets.add(subset(addresses, ports)));
    subsets.sort(Comparator.comparing(EndpointSubsets::firstPort, PORTS));
    return subsets;
  }

  private static EndpointPort firstPort(EndpointSubset subset) {
    return subset.getPorts().isEmpty()
        ? new EndpointPort(null, "", 0, "")
        : subset.getPorts().getFirst();
  }

  private static EndpointSubset subset(TreeMap<Key, Entry> addresses, List<EndpointPort> ports) {
    ports.sort(PORTS);
    return new EndpointSubsetBuilder()
        .withAddresses(of(addresses, true))
        .withNotReadyAddresses(of(addresses, false))
        .withPorts(ports)
        .build();
  }

  private static List<EndpointAddress> of(TreeMap<Key, Entry> addresses, boolean ready) {
    return addresses.values().stream()
        .filter(entry -> entry.ready == ready)
        .map(Entry::address)
        .toList();
  }

  /** Whether there are more addresses than an object holds. */
  static boolean isOverCapacity(List<EndpointSubset> subsets) {
    return count(subsets, true) + count(subsets, false) > CAPACITY;
  }

  /** As many addresses as an object holds, of each subset in proportion, ready ones first. */
  static List<EndpointSubset> truncated(List<EndpointSubset> subsets) {
    if (!isOverCapacity(subsets)) {
      return subsets;
    }
    var ready = count(subsets, true);
    var onlyReady = ready > CAPACITY;
    var room = onlyReady ? CAPACITY : CAPACITY - ready;
    var total = onlyReady ? ready : count(subsets, false);
    var left = room;
    var truncated = new ArrayList<EndpointSubset>();
    for (var subset : subsets) {
      var some = onlyReady ? subset.getAddresses() : subset.getNotReadyAddresses();
      var share = Math.min(left, Math.ceilDiv(some.size() * room, total));
      left -= share;
      var kept = some.subList(0, share);
      truncated.add(
          new EndpointSubsetBuilder(subset)
              .withAddresses(onlyReady ? kept : subset.getAddresses())
              .withNotReadyAddresses(onlyReady ? List.of() : kept)
              .build());
    }
    return truncated;
  }

  private static int count(List<EndpointSubset> subsets, boolean ready) {
    return subsets.stream()
        .map(subset -> ready ? subset.getAddresses() : subset.getNotReadyAddresses())
        .mapToInt(List::size)
        .sum();
  }
}
