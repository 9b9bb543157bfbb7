package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Reason;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives Services their cluster IP and node ports. What is taken stands in the store before the
 * Service does, so no two API servers can give out the same; what a crash leaves taken is given
 * back by {@link ServiceRepair}.
 */
public final class ServiceAllocator implements WriteHooks {

  private final Store store;
  private final ClusterIps ips;
  private final NodePortAllocation ports;

  /**
   * @param serviceCidr the IPv4 block of Service addresses, such as {@code 10.96.0.0/16};
   *     ServiceCIDR objects add others
   * @param uids makes the metadata.uid of IPAddresses
   * @throws IllegalArgumentException when {@code serviceCidr} is none
   */
  public ServiceAllocator(
      Store store,
      String serviceCidr,
      PortRange nodePorts,
      RandomGenerator random,
      InstantSource clock,
      Supplier<String> uids) {
    this.store = store;
    var ranges = new ServiceRanges(store, IpRange.of(serviceCidr));
    ips = new ClusterIps(store, ranges, random, clock, uids);
    ports = new NodePortAllocation(store, nodePorts, random);
  }

  ClusterIps ips() {
    return ips;
  }

  NodePortAllocation ports() {
    return ports;
  }

  /** What keeps Services' addresses theirs when IPAddresses are deleted. */
  public WriteHooks ofAddresses() {
    return new AddressKeeper(store, ips);
  }

  /** The address of the Service {@code default/kubernetes}. */
  public String firstAddress() {
    return ips.ranges().own().first();
  }

  @Override
  public Reservation reserve(ObjectNode object, Optional<ObjectNode> old, boolean dryRun) {
    var claim = new AllocationClaim(this, object, old);
    try {
      address(object, old, claim, dryRun);
      nodePorts(object, old, claim, dryRun);
      return claim;
    } catch (ApiFault fault) {
      claim.refused();
      throw fault;
    }
  }

  @Override
  public void released(ObjectNode deleted) {
    ServiceUse.address(deleted).ifPresent(address -> ips.release(address, deleted));
    var taken = ServiceUse.nodePorts(deleted);
    if (!taken.isEmpty()) {
      ports.release(taken);
    }
  }

  private void address(
      ObjectNode service, Optional<ObjectNode> old, AllocationClaim claim, boolean dryRun) {
    if (!ServiceUse.needsAddress(service)) {
      return;
    }
    var asked = ServiceUse.address(service);
    if (asked.isPresent() && asked.equals(old.flatMap(ServiceUse::address))) {
      return;
    }
    if (asked.isPresent()) {
      take(service, asked.get(), claim, dryRun);
      return;
    }
    if (ServiceUse.isKubernetes(service)) {
      take(service, firstAddress(), claim, dryRun);
      ServiceUse.setAddress(service, firstAddress());
    } else if (!dryRun) {
      var address = ips.takeAny(service).orElseThrow(() -> exhausted("IPs"));
      claim.tookAddress(address);
      ServiceUse.setAddress(service, address);
    }
  }

  private void take(ObjectNode service, String address, AllocationClaim claim, boolean dryRun) {
    if (!ips.ranges().contains(address)) {
      throw badAddress(
          service,
          address,
          "the provided IP (%s) is not in the valid range. The range of valid IPs is %s"
              .formatted(address, ips.ranges().shown()));
    }
    if (dryRun ? !ips.isFree(address) : !ips.take(address, service)) {
      throw badAddress(service, address, "provided IP is already allocated");
    }
    if (!dryRun) {
      claim.tookAddress(address);
    }
  }

  private void nodePorts(
      ObjectNode service, Optional<ObjectNode> old, AllocationClaim claim, boolean dryRun) {
    var had = old.map(ServiceUse::nodePorts).orElse(Set.of());
    var mine = new HashSet<Integer>();
    for (var want : ServiceUse.wantedPorts(service)) {
      var port = want.port();
      if (port == 0 && !dryRun) {
        port = ports.takeAny().orElseThrow(() -> exhausted("node ports"));
        claim.tookPort(port);
        want.give(port);
      } else if (port != 0 && !had.contains(port) && !mine.contains(port)) {
        take(service, want, claim, dryRun);
      }
      mine.add(port);
    }
  }

  private void take(
      ObjectNode service, ServiceUse.Want want, AllocationClaim claim, boolean dryRun) {
    if (!ports.range().contains(want.port())) {
      throw badPort(
          service,
          want,
          "provided port is not in the valid range. The range of valid ports is " + ports.range());
    }
    if (dryRun ? !ports.isFree(want.port()) : !ports.take(want.port())) {
      throw badPort(service, want, "provided port is already allocated");
    }
    if (!dryRun) {
      claim.tookPort(want.port());
    }
  }

  private static ApiFault badAddress(ObjectNode service, String address, String why) {
    return invalid(
        service,
        FieldError.invalid(
            "spec.clusterIPs",
            service.path("spec").path("clusterIPs"),
            "failed to allocate IP %s: %s".formatted(address, why)));
  }

  private static ApiFault badPort(ObjectNode service, ServiceUse.Want want, String why) {
    return invalid(service, FieldError.invalid(want.path(), want.port(), why));
  }

  private static ApiFault invalid(ObjectNode service, FieldError error) {
    return ApiFault.invalid("", "Service", Tree.text(service, "/metadata/name"), List.of(error));
  }

  private static ApiFault exhausted(String what) {
    return new ApiFault(
        Reason.INTERNAL_ERROR,
        "failed to allocate for the Service: the range of %s is full".formatted(what));
  }
}
