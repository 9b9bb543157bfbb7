package dev.quarterdeck.dns.forward;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/**
 * Which servers know which names outside the cluster.
 *
 * @param stubs servers of single domains, such as a company's own
 * @param others servers of everything else
 */
record Upstreams(Map<Name, List<InetSocketAddress>> stubs, List<InetSocketAddress> others) {

  Upstreams {
    stubs = Map.copyOf(stubs);
    others = List.copyOf(others);
  }

  /** Those of the smallest domain that holds the name. */
  List<InetSocketAddress> of(Name name) {
    var best = others;
    var labels = -1;
    for (var stub : stubs.entrySet()) {
      if (name.subdomain(stub.getKey()) && stub.getKey().labels() > labels) {
        best = stub.getValue();
        labels = stub.getKey().labels();
      }
    }
    return best;
  }

  List<InetSocketAddress> all() {
    return Stream.concat(stubs.values().stream().flatMap(List::stream), others.stream())
        .distinct()
        .toList();
  }
}
