package dev.quarterdeck.deploy;

import dev.quarterdeck.agent.network.NodeNetwork;
import dev.quarterdeck.agent.proxy.ServiceProxy;
import dev.quarterdeck.apiserver.ApiServer;
import dev.quarterdeck.apiserver.http.ApiListener;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.election.LeaderElection;
import dev.quarterdeck.controllers.Controllers;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.Scheduler;
import dev.quarterdeck.scheduler.SchedulerConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the control plane's process, started in order and closed in reverse order. */
@ApplicationScoped
class ControlPlane {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private static final Duration LISTEN_WITHIN = Duration.ofSeconds(20);

  /** Set once by main, before Quarkus makes this bean. */
  private static volatile ControlPlaneOptions options;

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  static void configure(ControlPlaneOptions chosen) {
    options = chosen;
  }

  /** Brings up store and API server, which listens once this returns. */
  void serve(@Observes StartupEvent event, Vertx vertx) throws IOException {
    var router = Router.router(vertx);
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    HeapPacing.start().ifPresent(this::own);
    Store store = own(options.openStore(meters));
    var server =
        own(
            ApiServer.create(
                options.apiServerConfig(meters::scrape), vertx, store, meters, Time.system()));
    server.bootstrap();
    server.mount(router);
    listen(vertx, router);
    LOG.info("API server on port={} store={}", options.port, options.store);
  }

  /** One server on each event loop; they close with Vert.x, after all that answers through them. */
  private static void listen(Vertx vertx, Router router) {
    var loops = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
    try {
      new ApiListener(vertx, router, ApiListener.HEAD_WITHIN)
          .listen(options.httpOptions(), options.port, loops)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot listen on port " + options.port, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting to listen", e);
    }
  }

  /** Brings up the clients of the API that live in this process, each with its own identity. */
  void startComponents() throws IOException {
    if (options.components.contains("scheduler")) {
      var client = connect("scheduler");
      lead(
          "kube-scheduler",
          client,
          () -> new Scheduler(client, meters, SchedulerConfig.DEFAULT).start());
    }
    if (options.components.contains("controllers")) {
      var client = connect("controller-manager");
      var config = options.controllersConfig();
      lead(
          "kube-controller-manager", client, () -> new Controllers(client, meters, config).start());
    }
    if (options.machineNetwork != null) {
      connectMachine(options.machineNetwork);
    }
  }

  /** What a node does for its pods, done for the API server's calls to pods and Services. */
  private void connectMachine(MachineNetworkOptions how) throws IOException {
    var client = connect("kube-proxy");
    own(new NodeNetwork(client, how.routes(), Time.system(), meters).start());
    own(new ServiceProxy(client, how.services(options.podCidr), Time.system(), meters).start());
  }

  /** At once, or whenever this process holds the lease of that name. */
  private void lead(
      String lease, KubernetesClient client, Supplier<? extends AutoCloseable> component) {
    if (!options.leaderElect) {
      own(component.get());
      return;
    }
    var identity = options.advertiseAddress + "_" + UUID.randomUUID();
    own(
        new LeaderElection(
                client,
                new ObjectKey("kube-system", lease),
                identity,
                LeaderElection.Timing.DEFAULT,
                Time.system(),
                RandomGenerator.getDefault(),
                component)
            .start());
  }

  private KubernetesClient connect(String component) {
    return own(ApiClient.connect(options.credentials().kubeconfig(component), component));
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
