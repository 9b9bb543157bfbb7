package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.Target.Via;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetClientOptions;

/**
 * How whatever the server connects clients with is dialled.
 *
 * @param tls for pods and services; whose certificate it is nobody can tell, so none is asked for
 *     (as in Kubernetes)
 */
record Dialers(KubeletDialer kubelets, KubeletDialer plain, KubeletDialer tls) {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int MAX_CONNECTIONS = 256;

  static Dialers of(Vertx vertx, KubeletDialer kubelets) {
    return new Dialers(kubelets, dialer(vertx, false), dialer(vertx, true));
  }

  private static KubeletDialer dialer(Vertx vertx, boolean tls) {
    var upgrades = new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setSsl(tls);
    var requests =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setMaxPoolSize(MAX_CONNECTIONS)
            .setSsl(tls);
    if (tls) {
      upgrades.setTrustAll(true).setHostnameVerificationAlgorithm("");
      requests.setTrustAll(true).setVerifyHost(false);
    }
    return new KubeletDialer(vertx.createNetClient(upgrades), vertx.createHttpClient(requests));
  }

  KubeletDialer to(Via via) {
    return switch (via) {
      case KUBELET -> kubelets;
      case PLAIN -> plain;
      case TLS -> tls;
    };
  }
}
