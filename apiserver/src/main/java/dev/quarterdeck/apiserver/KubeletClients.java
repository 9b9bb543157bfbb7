package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.apiserver.http.connect.Dialer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/** Makes the clients that node agents are dialled with. */
final class KubeletClients {

  private KubeletClients() {}

  static Dialer of(Vertx vertx, Optional<KubeletCredentials> credentials) {
    return credentials.map(own -> tls(vertx, own)).orElseGet(() -> Dialer.plain(vertx));
  }

  private static Dialer tls(Vertx vertx, KubeletCredentials own) {
    var key =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(own.certificate()))
            .addKeyValue(Buffer.buffer(own.key()));
    var trust = new PemTrustOptions().addCertValue(Buffer.buffer(own.ca()));
    return Dialer.tls(
        vertx, options -> options.setKeyCertOptions(key).setTrustOptions(trust), true);
  }
}
