package dev.quarterdeck.dns.forward;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Questions that only we ask, to see whether one comes back: then the server it was sent to asks
 * us, and a question that neither knows would go round for ever. As CoreDNS' plugin loop does.
 */
final class LoopProbes {

  private final RandomGenerator random;
  private final Map<Name, InetSocketAddress> open = new ConcurrentHashMap<>();
  private final java.util.Set<InetSocketAddress> returned = ConcurrentHashMap.newKeySet();

  LoopProbes(RandomGenerator random) {
    this.random = random;
  }

  /** A question for that server that nobody else can guess. */
  Question open(InetSocketAddress server) {
    var text = "%d.%d.".formatted(random.nextLong() >>> 1, random.nextLong() >>> 1);
    var name = Name.fromConstantString(text);
    returned.remove(server);
    open.put(name, server);
    return new Question(name, Type.HINFO, DClass.IN, false, false);
  }

  /**
   * Ends the probe.
   *
   * @return whether it came back
   */
  boolean close(Question probe) {
    var server = open.remove(probe.name());
    return server != null && returned.remove(server);
  }

  /** Whether a client's question is a probe of ours. */
  boolean isProbe(Name name, int type) {
    if (type != Type.HINFO) {
      return false;
    }
    var server = open.get(name);
    if (server != null) {
      returned.add(server);
    }
    return server != null;
  }
}
