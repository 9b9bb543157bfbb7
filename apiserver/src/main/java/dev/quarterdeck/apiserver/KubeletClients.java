package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.apiserver.http.connect.KubeletDialer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/** Makes the clients that node agents are dialled with. */
final class KubeletClients {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int MAX_CONNECTIONS = 256;

  private KubeletClients() {}

  static KubeletDialer of(Vertx vertx, Optional<KubeletCredentials> credentials) {
    var upgrades = new NetClientOptions().setConnectTimeout(CONNECT_MILLIS);
    var requests =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setMaxPoolSize(MAX_CONNECTIONS);
    credentials.ifPresent(
        own -> {
          var key =
              new PemKeyCertOptions()
                  .addCertValue(Buffer.buffer(own.certificate()))
                  .addKeyValue(Buffer.buffer(own.key()));
          var trust = new PemTrustOptions().addCertValue(Buffer.buffer(own.ca()));
          upgrades
              .setSsl(true)
              .setKeyCertOptions(key)
              .setTrustOptions(trust)
              .setHostnameVerificationAlgorithm("HTTPS");
          requests.setSsl(true).setKeyCertOptions(key).setTrustOptions(trust);
        });
    return new KubeletDialer(vertx.createNetClient(upgrades), vertx.createHttpClient(requests));
  }
}
