package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Json;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Service addresses, one store key each: whoever creates {@code /registry/ipaddresses/<ip>} has it.
 * The values are IPAddress objects (networking.k8s.io/v1), as kube-apiserver keeps them.
 */
final class ClusterIps {

  static final String PREFIX = "/registry/ipaddresses/";

  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";

  /** Random picks before the range is searched in order. */
  private static final int PICKS = 16;

  private final Store store;
  private final ServiceRanges ranges;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Supplier<String> uids;

  ClusterIps(
      Store store,
      ServiceRanges ranges,
      RandomGenerator random,
      InstantSource clock,
      Supplier<String> uids) {
    this.store = store;
    this.ranges = ranges;
    this.random = random;
    this.clock = clock;
    this.uids = uids;
  }

  ServiceRanges ranges() {
    return ranges;
  }

  /** Takes one address for the Service; false when another has it. */
  boolean take(String address, ObjectNode service) {
    var value = StoredJson.encode(object(address, service));
    return store.create(PREFIX + address, value, null) instanceof Store.WriteResult.Written;
  }

  /** Takes any free address; empty when there is none. */
  Optional<String> takeAny(ObjectNode service) {
    for (var range : ranges.all()) {
      var address = takeAny(range, service);
      if (address.isPresent()) {
        return address;
      }
    }
    return Optional.empty();
  }

  private Optional<String> takeAny(IpRange range, ObjectNode service) {
    var band = range.staticBand();
    for (var pick = 0; pick < PICKS; pick++) {
      var address = range.at(1 + band + random.nextInt(range.size() - band));
      if (take(address, service)) {
        return Optional.of(address);
      }
    }
    var taken = taken();
    for (var step = 0; step < range.size() - 1; step++) {
      var offset = 2 + (band - 1 + step) % (range.size() - 1); // the static band comes last
      var address = range.at(offset);
      if (!taken.contains(address) && take(address, service)) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  boolean isFree(String address) {
    return store.get(PREFIX + address).isEmpty();
  }

  /** Gives an address back if it is the Service's. */
  void release(String address, ObjectNode service) {
    var stored = store.get(PREFIX + address);
    if (stored.isPresent() && ownedBy(stored.get(), service)) {
      store.delete(stored.get().key(), stored.get().modRevision());
    }
  }

  /** Whether the allocator made the entry. One that a person made is theirs to remove. */
  static boolean isOwn(JsonNode entry) {
    return entry.path("metadata").path("labels").path(MANAGED_BY).asText("").equals(ALLOCATOR);
  }

  private Set<String> taken() {
    var taken = new HashSet<String>();
    for (var stored : store.list(PREFIX, "", 0, 0).values()) {
      taken.add(stored.key().substring(PREFIX.length()));
    }
    return taken;
  }

  private static boolean ownedBy(Store.Stored stored, ObjectNode service) {
    var parent = StoredJson.decode(stored).at("/spec/parentRef");
    return Tree.text(parent, "/namespace").equals(Tree.text(service, "/metadata/namespace"))
        && Tree.text(parent, "/name").equals(Tree.text(service, "/metadata/name"));
  }

  private ObjectNode object(String address, ObjectNode service) {
    var object = Json.object();
    var metadata = object.putObject("metadata").put("name", address);
    metadata.put("uid", uids.get());
    metadata.put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata
        .putObject("labels")
        .put("ipaddress.kubernetes.io/ip-family", "IPv4")
        .put(MANAGED_BY, ALLOCATOR);
    object.put("kind", "IPAddress").put("apiVersion", "networking.k8s.io/v1");
    object
        .putObject("spec")
        .putObject("parentRef")
        .put("group", "")
        .put("resource", "services")
        .put("namespace", Tree.text(service, "/metadata/namespace"))
        .put("name", Tree.text(service, "/metadata/name"));
    return object;
  }
}
