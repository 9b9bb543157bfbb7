package dev.quarterdeck.deploy;

import dev.quarterdeck.apiserver.ApiServer;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.controllers.Controllers;
import dev.quarterdeck.scheduler.Scheduler;
import dev.quarterdeck.scheduler.SchedulerConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts list: what this process is made of, started in order and ended in reverse. */
@ApplicationScoped
class ControlPlane {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  /** Set once by main, before Quarkus makes this bean. */
  private static volatile ControlPlaneOptions options;

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  static void configure(ControlPlaneOptions chosen) {
    options = chosen;
  }

  /** Brings up store and API server; the HTTP server listens once this returns. */
  void serve(@Observes Router router, Vertx vertx) throws IOException {
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    Store store = own(options.openStore(meters));
    var server =
        own(ApiServer.create(options.apiServerConfig(meters::scrape), vertx, store, meters));
    server.bootstrap();
    server.mount(router);
    LOG.info("API server on port={} store={}", options.port, options.store);
  }

  /** Brings up the clients of the API that live in this process, each with its own identity. */
  void startComponents() throws IOException {
    if (options.components.contains("scheduler")) {
      own(new Scheduler(connect("scheduler"), meters, SchedulerConfig.DEFAULT).start());
    }
    if (options.components.contains("controllers")) {
      own(
          new Controllers(connect("controller-manager"), meters, options.controllersConfig())
              .start());
    }
  }

  private KubernetesClient connect(String component) {
    return own(ApiClient.connect(options.componentKubeconfig(component), component));
  }

  private <T extends AutoCloseable> T own(T part) {
    running.push(part);
    return part;
  }

  void stop(@Observes ShutdownEvent event) {
    end();
  }

  /** One part that does not end well must not keep the others from ending. */
  @PreDestroy
  void end() {
    while (!running.isEmpty()) {
      var part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not end well", part.getClass().getSimpleName(), e);
      }
    }
  }
}
