package dev.quarterdeck.deploy;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The parts list. */
@ApplicationScoped
class ControlPlane {

  private static volatile ControlPlaneOptions options;

  static void use(ControlPlaneOptions chosen) {
    options = chosen;
  }

  void mount(@Observes Router router) {
    router.get("/healthz").handler(c -> c.response().end("ok"));
  }
}
