package dev.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.BuiltInAuthorizer;
import dev.quarterdeck.apiserver.access.CertificateAuthenticator;
import dev.quarterdeck.apiserver.admission.BuiltInAdmission;
import dev.quarterdeck.apiserver.allocation.PortRange;
import dev.quarterdeck.apiserver.allocation.ServiceAllocator;
import dev.quarterdeck.apiserver.allocation.ServiceRepair;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.definitions.CustomRegistry;
import dev.quarterdeck.apiserver.definitions.CustomResources;
import dev.quarterdeck.apiserver.endpoints.ServerLeases;
import dev.quarterdeck.apiserver.follow.Followers;
import dev.quarterdeck.apiserver.health.ServerHealth;
import dev.quarterdeck.apiserver.health.StartHook;
import dev.quarterdeck.apiserver.http.webhook.ServiceEndpoints;
import dev.quarterdeck.apiserver.http.webhook.WebhookClients;
import dev.quarterdeck.apiserver.node.NodeAuthorizer;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.ServiceAccountTokens;
import dev.quarterdeck.apiserver.token.TokenSource;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.apiserver.watchcache.CacheLimits;
import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.kinds.core.ComponentStatus;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server's parts list. The edge gives it a store to keep objects in and a router to be
 * reached by; TLS, sockets and process are the edge's.
 *
 * <pre>{@code
 * var server = ApiServer.create(config, vertx, store, meters, Time.system());
 * server.bootstrap();
 * server.mount(router);
 * }</pre>
 */
public final class ApiServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final GroupVersionResource SERVICES = GroupVersionResource.core("services");

  private static final GroupVersionResource ADDRESSES =
      new GroupVersionResource("networking.k8s.io", "v1", "ipaddresses");
  private static final GroupVersionResource COMPONENTS =
      GroupVersionResource.core("componentstatuses");

  /** How often Service addresses are checked, as Kubernetes does. */
  private static final Duration REPAIR = Duration.ofMinutes(3);

  /** How soon a new custom resource has its APIService, and a FlowSchema its condition. */
  private static final Duration UPKEEP = Duration.ofSeconds(10);

  private static final Duration SHUTDOWN = Duration.ofSeconds(5);

  private final CustomRegistry registry;
  private final Caches caches;
  private final Followers followers;
  private final Verbs verbs;
  private final Bootstrap bootstrap;
  private final KubernetesEndpoints endpoints;
  private final ServerObjects serverObjects;
  private final ServiceRepair repair;
  private final Background repairs;
  private final Ticker upkeep;
  private final ExecutorService workers;
  private final WebhookClients webhooks;
  private final CustomResources custom;
  private final ServerHealth health;
  private final Doors doors;

  private ApiServer(
      ApiServerConfig config, Vertx vertx, Store store, MeterRegistry meters, Time time) {
    var builtIn = new BuiltInRegistry(DefinitionKinds.all());
    registry = new CustomRegistry(builtIn);
    caches = new Caches(store, time, CacheLimits.DEFAULT, meters);
    health = new ServerHealth(store::currentRevision, () -> unsynced(builtIn), time);
    followers = new Followers(registry, caches, time);
    var schemas = Schemas.load();
    var rules = new BuiltInAuthorizer();
    var authorizer = Authorizer.firstOf(List.of(new NodeAuthorizer(followers), rules));
    var lookup = new StoreLookup(registry, caches, store, followers);
    var services =
        new ServiceAllocator(
            store,
            config.serviceCidr(),
            PortRange.DEFAULT,
            new SecureRandom(),
            time,
            () -> UUID.randomUUID().toString());
    repair = new ServiceRepair(store, services, time);
    repairs = new Background("service-repair", time, () -> keepRepairing(time));
    verbs =
        Verbs.over(
            store,
            registry,
            caches::apply,
            BuiltInAdmission.chain(
                lookup,
                authorizer,
                new NameGenerator(new SecureRandom()),
                time,
                config.disabledAdmission(),
                meters),
            lookup,
            new TokenSource(config.issuer(), lookup, time, () -> UUID.randomUUID().toString()),
            schemas,
            time,
            new SecureRandom(),
            () -> UUID.randomUUID().toString(),
            type -> hooks(type, services),
            this::components);
    webhooks = new WebhookClients(vertx, new ServiceEndpoints(registry, caches::apply));
    custom =
        new CustomResources(
            store, caches, registry, schemas, verbs.deleteMany(), webhooks, followers, time);
    var tokens = new ServiceAccountTokens(config.issuer(), lookup, time);
    var requests = new OwnRequests(registry);
    bootstrap = new Bootstrap(config, requests, verbs, time);
    endpoints = new KubernetesEndpoints(config, new ServerLeases(store), requests, verbs, time);
    serverObjects = new ServerObjects(registry, lookup, verbs, requests, time);
    upkeep = new Ticker("server-objects", UPKEEP, time, this::keepServerObjects);
    workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    doors =
        new Doors(
            new Doors.Parts(
                config,
                vertx,
                workers,
                registry,
                caches::apply,
                verbs,
                schemas,
                authenticator(config, tokens),
                authorizer,
                rules,
                tokens,
                health.checks(),
                meters,
                time));
  }

  /**
   * Wires a server over {@code store}, which stays the caller's to close.
   *
   * @param vertx the event loops its HTTP server runs on
   * @param time of what objects and tokens say, of the waits in caches and of all upkeep; deadlines
   *     of requests are in real time
   */
  public static ApiServer create(
      ApiServerConfig config, Vertx vertx, Store store, MeterRegistry meters, Time time) {
    return new ApiServer(config, vertx, store, meters, time);
  }

  /**
   * Starts the watch caches and creates what every cluster has: its namespaces and the {@code
   * kubernetes} Service. Safe to repeat, and with several servers at once.
   *
   * @throws ApiFault when the store cannot be reached
   */
  public void bootstrap() {
    registry.all().stream().filter(ResourceType::stored).forEach(caches::start);
    health.done(StartHook.INFORMERS);
    repairServices();
    bootstrap.run();
    endpoints.start();
    health.done(
        StartHook.NAMESPACES,
        StartHook.PRIORITY_CLASSES,
        StartHook.SERVICE_CIDR,
        StartHook.KUBERNETES_SERVICE);
    custom.start();
    health.done(StartHook.DEFINITIONS_CONTROLLERS, StartHook.DEFINITIONS_SYNCED);
    health.start();
    keepServerObjects();
    upkeep.start();
    repairs.start();
  }

  private void keepServerObjects() {
    try {
      if (serverObjects.run()) {
        health.done(
            StartHook.FLOW_CONTROL,
            StartHook.API_SERVICES,
            StartHook.AUTOREGISTRATION,
            StartHook.AUTOREGISTERED);
      }
    } catch (RuntimeException failure) {
      LOG.warn("could not keep the server's own objects", failure);
    }
  }

  /** The first round is part of the start. */
  private void keepRepairing(Time time) throws InterruptedException {
    while (true) {
      time.sleep(REPAIR);
      repairServices();
    }
  }

  /** What it cannot mend now, the next round does. */
  private void repairServices() {
    try {
      var mended = repair.run();
      health.done(StartHook.ADDRESS_REPAIR);
      if (mended > 0) {
        LOG.info("repaired service addresses and node ports count={}", mended);
      }
    } catch (RuntimeException failure) {
      LOG.warn("could not repair service addresses", failure);
    }
  }

  /** Serves the API on whatever {@code router} has no other route for. */
  public void mount(Router router) {
    doors.mount(router);
  }

  /** The verbs themselves, for another door to the same API. */
  public Verbs verbs() {
    return verbs;
  }

  private static Authenticator authenticator(ApiServerConfig config, Authenticator tokens) {
    var all = new ArrayList<Authenticator>();
    all.add(new CertificateAuthenticator());
    all.add(tokens);
    all.addAll(config.authenticators());
    return Authenticator.firstOf(all);
  }

  private List<String> unsynced(Registry builtIn) {
    return builtIn.all().stream()
        .filter(type -> type.stored() && !caches.isReady(type))
        .map(type -> type.resource().groupResource())
        .distinct()
        .toList();
  }

  private static WriteHooks hooks(ResourceType type, ServiceAllocator services) {
    if (type.resource().equals(SERVICES)) {
      return services;
    }
    return type.resource().equals(ADDRESSES) ? services.ofAddresses() : WriteHooks.NONE;
  }

  /** What the server itself knows to work or not. */
  private Optional<List<ObjectNode>> components(ResourceType type) {
    return type.resource().equals(COMPONENTS)
        ? Optional.of(List.of(ComponentStatus.object("etcd-0", health.storeFailure())))
        : Optional.empty();
  }

  /** Ends watches and requests; whatever still runs after a few seconds is cut off. */
  @Override
  public void close() {
    health.closing();
    endpoints.close();
    upkeep.close();
    repairs.close();
    custom.close();
    followers.close();
    caches.endWatches();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    caches.close(); // The requests of the workers were answered from them.
    webhooks.close();
    health.close();
  }
}
