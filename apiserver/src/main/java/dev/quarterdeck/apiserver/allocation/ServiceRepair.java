package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.machinery.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the pools agree with the Services there are: takes what a Service uses and no key holds
 * (data moved in from elsewhere), gives back what no Service uses (a server that died between
 * taking and storing). To be run at start and every few minutes by one server at a time; several at
 * once do no harm.
 */
public final class ServiceRepair {

  static final String SERVICES = "/registry/services/specs/";

  /** Younger addresses may belong to a write that is under way. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Store store;
  private final ServiceAllocator allocator;
  private final InstantSource clock;

  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** Ports no Service used when last looked; a second look without use frees them. */
  private Set<Integer> suspects = Set.of();

  public ServiceRepair(Store store, ServiceAllocator allocator, InstantSource clock) {
    this.store = store;
    this.allocator = allocator;
    this.clock = clock;
  }

  /**
   * Looks once; calls wait for each other.
   *
   * @return how many addresses and ports were taken or given back
   * @throws dev.quarterdeck.model.ApiFault when the store cannot be reached
   */
  public int run() {
    oneAtATime.lock();
    try {
      return mend();
    } finally {
      oneAtATime.unlock();
    }
  }

  private int mend() {
    var addresses = new HashMap<String, ObjectNode>();
    var usedPorts = new HashSet<Integer>();
    for (var stored : store.list(SERVICES, "", 0, 0).values()) {
      var service = StoredJson.decode(stored);
      ServiceUse.address(service).ifPresent(address -> addresses.put(address, service));
      usedPorts.addAll(ServiceUse.nodePorts(service));
    }
    return addresses(addresses) + ports(usedPorts);
  }

  private int addresses(Map<String, ObjectNode> used) {
    var mended = 0;
    var missing = new HashMap<>(used);
    for (var stored : store.list(ClusterIps.PREFIX, "", 0, 0).values()) {
      var address = stored.key().substring(ClusterIps.PREFIX.length());
      var owner = used.get(address);
      var entry = StoredJson.decode(stored);
      if (owner != null && names(entry, owner)) {
        missing.remove(address);
      } else if (ClusterIps.isOwn(entry) && old(entry)) {
        store.delete(stored.key(), stored.modRevision());
        mended++;
      }
    }
    for (var entry : missing.entrySet()) {
      if (allocator.ips().ranges().contains(entry.getKey())
          && allocator.ips().take(entry.getKey(), entry.getValue())) {
        mended++;
      }
    }
    return mended;
  }

  private static boolean names(ObjectNode entry, ObjectNode service) {
    return Tree.text(entry, "/spec/parentRef/name").equals(Tree.text(service, "/metadata/name"))
        && Tree.text(entry, "/spec/parentRef/namespace")
            .equals(Tree.text(service, "/metadata/namespace"));
  }

  private boolean old(ObjectNode entry) {
    var created = Tree.text(entry, "/metadata/creationTimestamp");
    return created.isEmpty() || Instant.parse(created).plus(GRACE).isBefore(clock.instant());
  }

  private int ports(Set<Integer> used) {
    var mended = 0;
    var taken = allocator.ports().taken();
    for (var port : used) {
      if (allocator.ports().range().contains(port)
          && !taken.contains(port)
          && allocator.ports().take(port)) {
        mended++;
      }
    }
    var unused = new HashSet<>(taken);
    unused.removeAll(used);
    var leaked = new HashSet<>(unused);
    leaked.retainAll(suspects);
    if (!leaked.isEmpty()) {
      allocator.ports().release(leaked);
    }
    unused.removeAll(leaked);
    suspects = unused;
    return mended + leaked.size();
  }
}
