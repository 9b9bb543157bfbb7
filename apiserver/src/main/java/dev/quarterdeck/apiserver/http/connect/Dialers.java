package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.Target.Via;
import io.vertx.core.Vertx;

/**
 * How whatever the server connects clients with is dialled.
 *
 * @param tls for pods and services; whose certificate it is nobody can tell, so none is asked for
 *     (as in Kubernetes)
 */
record Dialers(Dialer kubelets, Dialer plain, Dialer tls) {

  static Dialers of(Vertx vertx, Dialer kubelets) {
    var tls = Dialer.tls(vertx, options -> options.setTrustAll(true), false);
    return new Dialers(kubelets, Dialer.plain(vertx), tls);
  }

  Dialer to(Via via) {
    return switch (via) {
      case KUBELET -> kubelets;
      case PLAIN -> plain;
      case TLS -> tls;
    };
  }
}
