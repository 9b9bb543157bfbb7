package dev.quarterdeck.apiserver.http.connect;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How one kind of server is reached. The one for node agents carries the API server's client
 * certificate.
 *
 * @param upgrades for connections that switch protocols
 * @param requests for everything else
 * @param scheme http or https
 */
public record Dialer(NetClient upgrades, HttpClient requests, String scheme) {

  /**
   * For two lost packets (TCP sends again after one and after three seconds): kubectl asks a node
   * that does not answer twice, once over WebSocket and once over SPDY.
   */
  private static final Duration CONNECT_WITHIN = Duration.ofMillis(3_500);

  private static final int MAX_CONNECTIONS = 256;

  /** Speaks plain HTTP. */
  public static Dialer plain(Vertx vertx) {
    return of(vertx, new NetClientOptions(), new HttpClientOptions());
  }

  /**
   * Speaks TLS.
   *
   * @param keys says what is shown and whom to trust
   * @param names whether the certificate must be the host's
   */
  public static Dialer tls(Vertx vertx, Consumer<ClientOptionsBase> keys, boolean names) {
    var upgrades =
        new NetClientOptions().setSsl(true).setHostnameVerificationAlgorithm(names ? "HTTPS" : "");
    var requests = new HttpClientOptions().setSsl(true).setVerifyHost(names);
    keys.accept(upgrades);
    keys.accept(requests);
    return of(vertx, upgrades, requests);
  }

  private static Dialer of(Vertx vertx, NetClientOptions upgrades, HttpClientOptions requests) {
    var millis = (int) CONNECT_WITHIN.toMillis();
    upgrades.setConnectTimeout(millis);
    requests.setConnectTimeout(millis).setMaxPoolSize(MAX_CONNECTIONS);
    return new Dialer(
        vertx.createNetClient(upgrades),
        vertx.createHttpClient(requests),
        requests.isSsl() ? "https" : "http");
  }
}
