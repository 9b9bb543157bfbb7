package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The blocks Services take addresses from: the server's own and those that ServiceCIDR objects
 * (networking.k8s.io/v1) add. Read from the store at each use, so that all servers agree at once.
 */
final class ServiceRanges {

  static final String PREFIX = "/registry/servicecidrs/";

  private final Store store;
  private final IpRange own;

  ServiceRanges(Store store, IpRange own) {
    this.store = store;
    this.own = own;
  }

  /** The server's own block, which no object can take away. */
  IpRange own() {
    return own;
  }

  /** All blocks that give out addresses now, the server's own first. */
  List<IpRange> all() {
    var ranges = new ArrayList<IpRange>();
    ranges.add(own);
    for (var stored : store.list(PREFIX, "", 0, 0).values()) {
      var object = StoredJson.decode(stored);
      if (givesOut(object)) {
        for (var cidr : Tree.texts(object.at("/spec/cidrs"))) {
          IpRange.usable(cidr).filter(range -> !ranges.contains(range)).ifPresent(ranges::add);
        }
      }
    }
    return ranges;
  }

  boolean contains(String address) {
    return own.contains(address) || all().stream().anyMatch(range -> range.contains(address));
  }

  /** The blocks as an error names them. */
  String shown() {
    return all().stream().map(IpRange::cidr).collect(Collectors.joining(", "));
  }

  /** One that is going, or that its controller found wanting, gives out nothing any more. */
  private static boolean givesOut(JsonNode object) {
    if (object.path("metadata").has("deletionTimestamp")) {
      return false;
    }
    for (var condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return true; // without a controller that says so, it counts as ready
  }
}
