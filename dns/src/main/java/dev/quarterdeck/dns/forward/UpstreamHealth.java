package dev.quarterdeck.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which upstream servers are worth asking. */
final class UpstreamHealth {

  private static final long FORGIVEN_AFTER = Duration.ofSeconds(10).toNanos();

  private final Map<InetSocketAddress, Long> failures = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> loops = ConcurrentHashMap.newKeySet();

  /** In the order given, those last that failed lately; those left out that ask us in turn. */
  List<InetSocketAddress> order(List<InetSocketAddress> servers, long now) {
    var good = new ArrayList<InetSocketAddress>(servers.size());
    var bad = new ArrayList<InetSocketAddress>(0);
    for (var server : servers) {
      if (!loops.contains(server)) {
        var failure = failures.get(server);
        (failure == null || now - failure > FORGIVEN_AFTER ? good : bad).add(server);
      }
    }
    good.addAll(bad);
    return good;
  }

  void failed(InetSocketAddress server, long now) {
    failures.put(server, now);
  }

  void answered(InetSocketAddress server) {
    failures.remove(server);
  }

  /**
   * @return whether that is news
   */
  boolean setLooping(InetSocketAddress server, boolean looping) {
    return looping ? loops.add(server) : loops.remove(server);
  }

  /** Forgets servers that are asked no more. */
  void keepOnly(List<InetSocketAddress> servers) {
    failures.keySet().retainAll(servers);
    loops.retainAll(servers);
  }
}
