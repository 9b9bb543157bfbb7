package dev.quarterdeck.apiserver.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach etcd. The server's data is expected to be the cluster's alone: the one watch behind
 * all watches covers every key.
 *
 * @param endpoints {@code host:port}, at least one
 * @param tls empty for plain http, as on loopback
 * @param callTimeout the deadline of each call, above zero; etcd itself gives up after 7 s
 * @param compactionInterval how often history older than one interval is forgotten; zero for never
 */
public record EtcdConfig(
    List<String> endpoints, Optional<Tls> tls, Duration callTimeout, Duration compactionInterval) {

  /** PEM files; key is PKCS#8. */
  public record Tls(Path certificateAuthority, Path certificate, Path key) {}

  public EtcdConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("at least one etcd endpoint (host:port) is needed");
    }
  }

  /** Plain http, 10 s per call, compaction every 5 minutes as kube-apiserver does. */
  public static EtcdConfig plain(String... endpoints) {
    return new EtcdConfig(
        List.of(endpoints), Optional.empty(), Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  public EtcdConfig withCallTimeout(Duration timeout) {
    return new EtcdConfig(endpoints, tls, timeout, compactionInterval);
  }

  public EtcdConfig withCompactionInterval(Duration interval) {
    return new EtcdConfig(endpoints, tls, callTimeout, interval);
  }
}
