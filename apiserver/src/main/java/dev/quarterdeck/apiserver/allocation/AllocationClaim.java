package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What one write of a Service has newly taken, and how it is settled. */
final class AllocationClaim implements WriteHooks.Reservation {

  private final ServiceAllocator allocator;
  private final ObjectNode service;
  private final Optional<ObjectNode> old;
  private final Set<Integer> ports = new HashSet<>();
  private Optional<String> address = Optional.empty();

  AllocationClaim(ServiceAllocator allocator, ObjectNode service, Optional<ObjectNode> old) {
    this.allocator = allocator;
    this.service = service;
    this.old = old;
  }

  void tookAddress(String taken) {
    address = Optional.of(taken);
  }

  void tookPort(int taken) {
    ports.add(taken);
  }

  @Override
  public void written() {
    old.ifPresent(this::giveBackWhatOnly);
  }

  private void giveBackWhatOnly(ObjectNode before) {
    var now = ServiceUse.address(service);
    ServiceUse.address(before)
        .filter(had -> now.filter(had::equals).isEmpty())
        .ifPresent(had -> allocator.ips().release(had, before));
    var unused = new HashSet<>(ServiceUse.nodePorts(before));
    unused.removeAll(ServiceUse.nodePorts(service));
    if (!unused.isEmpty()) {
      allocator.ports().release(unused);
    }
  }

  @Override
  public void refused() {
    address.ifPresent(taken -> allocator.ips().release(taken, service));
    if (!ports.isEmpty()) {
      allocator.ports().release(ports);
    }
  }
}
