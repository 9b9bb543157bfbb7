package dev.quarterdeck.agent.dns;

import dev.quarterdeck.agent.tool.Tool;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.dns.ClusterDns;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the cluster's DNS server on this node. The node's pods send their queries to the cluster's
 * DNS address and their own node answers, so that they can resolve names when another node fails.
 */
public final class NodeDns implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeDns.class);
  private static final Duration ENSURE_PERIOD = Duration.ofMinutes(1);
  private static final GroupVersionResource NAMESPACES =
      new GroupVersionResource("", "v1", "namespaces");

  private final KubernetesClient client;
  private final NodeDnsConfig config;
  private final Time time;
  private final DnsAddresses addresses;
  private final ClusterDns dns;
  private final Ticker ensureAddresses;
  private Informer<Service> services;
  private Informer<EndpointSlice> slices;
  private Informer<PartialObjectMetadata> namespaces;

  public NodeDns(KubernetesClient client, NodeDnsConfig config, Time time, MeterRegistry registry) {
    this.client = client;
    this.config = config;
    this.time = time;
    addresses = addresses(config);
    dns = new ClusterDns(config.dns(), this::isSynced, time, registry);
    ensureAddresses =
        new Ticker(
            "dns-addresses",
            ENSURE_PERIOD,
            time,
            () -> addresses.ensure(config.addresses(), config.clientRate()));
  }

  private static DnsAddresses addresses(NodeDnsConfig config) {
    return new DnsAddresses(
        new Tool(List.of(config.ip().toString())), new Tool(List.of(config.nft().toString())));
  }

  /**
   * Removes the cluster's DNS addresses from the node, so that another server such as CoreDNS can
   * answer there.
   */
  public static void leave(NodeDnsConfig config) throws InterruptedException {
    try {
      addresses(config).remove(config.addresses());
    } catch (IOException e) {
      LOG.warn(
          "DNS addresses not removed addresses={} error=\"{}\"",
          config.addresses(),
          e.getMessage());
    }
  }

  /** Starts to listen. The server knows the cluster's names when its informers have synced. */
  public NodeDns start() throws InterruptedException {
    try {
      addresses.begin(config.addresses(), config.clientRate());
    } catch (IOException e) {
      LOG.warn(
          "DNS addresses not added, trying again addresses={} error=\"{}\"",
          config.addresses(),
          e.getMessage());
    }
    services =
        Informer.builder(client, Service.class, time)
            .transform(NodeDns::slim)
            .onChange(change -> dns.serviceChanged(change))
            .start();
    slices =
        Informer.builder(client, EndpointSlice.class, time)
            .transform(NodeDns::slim)
            .onChange(change -> dns.endpointSliceChanged(change))
            .start();
    namespaces =
        Informer.metadata(client, NAMESPACES, time)
            .onChange(change -> dns.namespaceChanged(change))
            .start();
    dns.start();
    ensureAddresses.start();
    return this;
  }

  @Override
  public void close() {
    ensureAddresses.close();
    dns.close();
    namespaces.close();
    slices.close();
    services.close();
  }

  private boolean isSynced() {
    return services.isSynced() && slices.isSynced() && namespaces.isSynced();
  }

  private static Service slim(Service service) {
    service.getMetadata().setAnnotations(null);
    service.getMetadata().setLabels(null);
    service.getSpec().setSelector(null);
    service.setStatus(null);
    return service;
  }

  private static EndpointSlice slim(EndpointSlice slice) {
    slice.getMetadata().setAnnotations(null);
    for (var endpoint : slice.getEndpoints()) {
      endpoint.setTargetRef(null);
      endpoint.setHints(null);
      endpoint.setNodeName(null);
      endpoint.setZone(null);
    }
    return slice;
  }
}
