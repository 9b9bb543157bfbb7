package dev.quarterdeck.dns;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.dns.forward.ForwardConfig;
import dev.quarterdeck.dns.forward.Forwarder;
import dev.quarterdeck.dns.server.DnsServer;
import dev.quarterdeck.dns.zone.ZoneSettings;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's DNS server on one node. It is told of Services, EndpointSlices and Namespaces, and
 * answers from what it was told; for other names it asks the servers of the host.
 */
public final class ClusterDns implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterDns.class);

  private final ZoneFeed feed;
  private final Forwarder forwarder;
  private final DnsServer server;

  /**
   * @param synced whether all there was at the start has been told; before, the cluster's names are
   *     not known and clients are told to ask again
   */
  public ClusterDns(DnsConfig config, BooleanSupplier synced, Time time, MeterRegistry registry) {
    var settings = ZoneSettings.of(config.domain(), config.clusterAddresses());
    feed = new ZoneFeed(settings);
    var endpoints = endpoints(config);
    var own = new HashSet<InetSocketAddress>();
    endpoints.forEach(endpoint -> own.add(endpoint.address()));
    forwarder =
        new Forwarder(
            ForwardConfig.of(config.resolvConf(), config.stubs(), own),
            time,
            new SecureRandom(),
            registry);
    server =
        new DnsServer(
            endpoints,
            settings.domain(),
            () -> synced.getAsBoolean() ? Optional.of(feed.zone()) : Optional.empty(),
            forwarder,
            time,
            registry);
  }

  private static List<DnsServer.Endpoint> endpoints(DnsConfig config) {
    var endpoints = new ArrayList<DnsServer.Endpoint>();
    for (var address : config.clusterAddresses()) {
      endpoints.add(new DnsServer.Endpoint(socket(address, config), _ -> true));
    }
    for (var address : config.nodeAddresses()) {
      endpoints.add(
          new DnsServer.Endpoint(
              socket(address, config), neighbours(config.clusterCidrs(), address)));
    }
    return endpoints;
  }

  private static InetSocketAddress socket(String address, DnsConfig config) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), config.port());
  }

  /** A server that asks on behalf of the whole world is a weapon in the hands of some. */
  static Predicate<InetAddress> neighbours(List<Cidr> cidrs, String address) {
    var networks =
        Stream.concat(cidrs.stream(), attached(InetAddress.ofLiteral(address)).stream()).toList();
    return client ->
        client.isLoopbackAddress()
            || networks.stream().anyMatch(network -> network.contains(ip(client)));
  }

  private static IpAddress ip(InetAddress address) {
    var bytes = address.getAddress();
    return IpAddress.of(new BigInteger(1, bytes), bytes.length * Byte.SIZE);
  }

  /** The network of this machine that the address is on; none when it is not there yet. */
  private static Optional<Cidr> attached(InetAddress address) {
    try {
      var device = NetworkInterface.getByInetAddress(address);
      return device == null
          ? Optional.empty()
          : device.getInterfaceAddresses().stream()
              .filter(own -> own.getAddress().equals(address))
              .map(own -> new Cidr(ip(address), own.getNetworkPrefixLength()))
              .findFirst();
    } catch (SocketException e) {
      LOG.warn("network of {} not found: {}", address, e.toString());
      return Optional.empty();
    }
  }

  /** Begins to listen; an address that is not there yet is waited for. */
  public ClusterDns start() {
    forwarder.start();
    server.start();
    return this;
  }

  @Override
  public void close() {
    server.close();
    forwarder.close();
  }

  public void serviceChanged(Change<Service> change) {
    feed.service(change);
  }

  public void endpointSliceChanged(Change<EndpointSlice> change) {
    feed.slice(change);
  }

  /**
   * @param change of a Namespace, of which no more than the name is looked at
   */
  public void namespaceChanged(Change<? extends HasMetadata> change) {
    feed.namespace(change);
  }
}
