package dev.quarterdeck.dns.forward;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * How names outside the cluster are asked for.
 *
 * @param resolvConf names the servers; read again when it changes
 * @param stubs servers of single domains
 * @param own addresses this server itself listens on, which it must never ask
 * @param concurrent questions that may wait for answers at one time
 * @param perClient how many of them may be one client's
 * @param cacheEntries answers that are kept
 * @param cacheBytes memory they may take
 * @param tryLimit how long to wait for one server
 * @param totalLimit how long to wait for all of them
 */
public record ForwardConfig(
    Path resolvConf,
    Map<Name, List<InetSocketAddress>> stubs,
    Set<InetSocketAddress> own,
    int concurrent,
    int perClient,
    int cacheEntries,
    long cacheBytes,
    Duration tryLimit,
    Duration totalLimit) {

  private static final int CONCURRENT = 1000;
  private static final int PER_CLIENT = 150;
  private static final int CACHE_ENTRIES = 10_000;
  private static final long CACHE_BYTES = 8L << 20;

  /** The usual bounds: those of CoreDNS as kubeadm sets it up, and a share for each client. */
  public static ForwardConfig of(
      Path resolvConf, Map<Name, List<InetSocketAddress>> stubs, Set<InetSocketAddress> own) {
    return new ForwardConfig(
        resolvConf,
        stubs,
        own,
        CONCURRENT,
        PER_CLIENT,
        CACHE_ENTRIES,
        CACHE_BYTES,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }
}
