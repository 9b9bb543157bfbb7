package dev.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.endpoints.ServerEndpoints;
import dev.quarterdeck.apiserver.endpoints.ServerLeases;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this server's lease, and from all servers' leases what lies behind the Service {@code
 * default/kubernetes}: a second or moved server appears, and one that has died goes.
 */
final class KubernetesEndpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KubernetesEndpoints.class);

  /** How often the lease is renewed, as kube-apiserver does. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** How long the end of the server waits, in real time, for a store that may be away. */
  private static final Duration REMOVE_WITHIN = Duration.ofSeconds(2);

  private static final GroupVersionResource ENDPOINTS = GroupVersionResource.core("endpoints");
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  private static final String NAMESPACE = "default";
  private static final String NAME = "kubernetes";

  private final ApiServerConfig config;
  private final ServerLeases leases;
  private final OwnRequests requests;
  private final Verbs verbs;
  private final Ticker ticker;

  KubernetesEndpoints(
      ApiServerConfig config, ServerLeases leases, OwnRequests requests, Verbs verbs, Time time) {
    this.config = config;
    this.leases = leases;
    this.requests = requests;
    this.verbs = verbs;
    this.ticker = new Ticker("kubernetes-endpoints", INTERVAL, time, this::run);
  }

  /**
   * Begins, once the server is among those there are.
   *
   * @throws ApiFault when the store cannot be reached
   */
  void start() {
    run();
    ticker.start();
  }

  private void run() {
    leases.renew(config.advertiseAddress());
    write();
  }

  private void write() {
    var servers = new ServerEndpoints(leases.addresses(), config.securePort());
    ensure(ENDPOINTS, servers::endpoints);
    ensure(SLICES, servers::slice);
  }

  private void ensure(
      GroupVersionResource resource, Function<ObjectNode, Optional<ObjectNode>> plan) {
    var request = requests.about(resource, NAMESPACE, NAME);
    try {
      var existing = find(resource);
      var wanted = plan.apply(existing);
      if (wanted.isPresent() && existing == null) {
        verbs
            .create()
            .create(requests.about(resource, NAMESPACE, ""), new Payload(wanted.get(), null));
      } else if (wanted.isPresent()) {
        verbs.update().update(request, new Payload(wanted.get(), null));
      }
    } catch (ApiFault fault) {
      switch (fault.reason()) {
        case ALREADY_EXISTS, CONFLICT -> {} // Another server writes the same.
        default -> throw fault;
      }
    }
  }

  /** Null when it is not there. */
  private ObjectNode find(GroupVersionResource resource) {
    try {
      var found = verbs.get().get(requests.about(resource, NAMESPACE, NAME));
      return StoredJson.decode(found.stored(), found.revision());
    } catch (ApiFault fault) {
      if (fault.reason() == Reason.NOT_FOUND) {
        return null;
      }
      throw fault;
    }
  }

  /** Takes this server out, as far as the store lets it in time. */
  @Override
  public void close() {
    ticker.close();
    var removal = Thread.ofVirtual().name("kubernetes-endpoints-removal").start(this::remove);
    try {
      if (!removal.join(REMOVE_WITHIN)) {
        removal.interrupt();
      }
    } catch (InterruptedException e) {
      removal.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void remove() {
    try {
      leases.remove(config.advertiseAddress());
      write();
    } catch (RuntimeException failure) { // The lease runs out by itself.
      LOG.info("could not remove the server's lease error=\"{}\"", failure.toString());
    }
  }
}
