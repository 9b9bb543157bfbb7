package dev.quarterdeck.apiserver.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach etcd. The server's data is expected to be the cluster's alone: the one watch behind
 * all watches covers every key.
 *
 * @param endpoints {@code host:port}, at least one
 * @param tls empty for plain http, which anybody on etcd's machine can speak as well
 * @param callTimeout the deadline of each call, above zero; etcd itself gives up after 7 s
 * @param compactionInterval how often history older than one interval is forgotten; zero for never
 */
public record EtcdConfig(
    List<String> endpoints, Optional<Tls> tls, Duration callTimeout, Duration compactionInterval) {

  /**
   * How to speak TLS with etcd.
   *
   * @param certificateAuthority PEM file that etcd's certificate is checked against; empty for the
   *     JDK's authorities
   * @param client what we show to etcd; empty where it asks for nothing
   */
  public record Tls(Optional<Path> certificateAuthority, Optional<ClientCertificate> client) {}

  /** PEM files. */
  public record ClientCertificate(Path certificate, Path key) {}

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

  /**
   * As {@link #plain} where all servers are {@code http://host:port}, with TLS where all are {@code
   * https://host:port}.
   *
   * @throws IllegalArgumentException naming the server that is neither, or the mixture
   */
  public static EtcdConfig of(List<String> servers, Tls tls) {
    var schemes = servers.stream().map(server -> parse(server).getScheme()).distinct().toList();
    if (schemes.size() > 1) {
      throw new IllegalArgumentException(
          "etcd servers must all be http:// or all be https://, not " + String.join(",", servers));
    }
    var endpoints = servers.stream().map(server -> parse(server).getAuthority()).toList();
    var config = plain(endpoints.toArray(String[]::new));
    return schemes.equals(List.of("https")) ? config.withTls(tls) : config;
  }

  private static URI parse(String server) {
    try {
      var url = URI.create(server);
      var web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getPort() > 0 && url.getPath().length() <= 1) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // told below, as any other that is no such URL
    }
    throw new IllegalArgumentException(
        "an etcd server must be http://host:port or https://host:port, not " + server);
  }

  private EtcdConfig withTls(Tls how) {
    return new EtcdConfig(endpoints, Optional.of(how), callTimeout, compactionInterval);
  }

  public EtcdConfig withCallTimeout(Duration timeout) {
    return new EtcdConfig(endpoints, tls, timeout, compactionInterval);
  }

  public EtcdConfig withCompactionInterval(Duration interval) {
    return new EtcdConfig(endpoints, tls, callTimeout, interval);
  }
}
