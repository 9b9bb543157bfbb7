package dev.quarterdeck.dns.server;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.dns.forward.Forwarder;
import dev.quarterdeck.dns.zone.Zone;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/** Listens at several addresses; one that cannot be had yet is tried again. */
public final class DnsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

  /**
   * An address to listen at.
   *
   * @param mayRecurse for which clients names outside the cluster are looked up
   */
  public record Endpoint(InetSocketAddress address, Predicate<InetAddress> mayRecurse) {}

  private final QueryResponder responder;
  private final Time time;
  private final List<Background> binders;
  private final List<AutoCloseable> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param domain the cluster's
   * @param zone empty while the cluster is not known yet
   */
  public DnsServer(
      List<Endpoint> endpoints,
      Name domain,
      Supplier<Optional<Zone>> zone,
      Forwarder forwarder,
      Time time,
      MeterRegistry registry) {
    this.time = time;
    var metrics = new ServerMetrics(domain.toString(), registry);
    responder = new QueryResponder(domain, zone, forwarder, metrics, time, new Random());
    binders =
        endpoints.stream().map(end -> new Background("dns-bind", time, () -> bind(end))).toList();
  }

  public DnsServer start() {
    binders.forEach(Background::start);
    return this;
  }

  @Override
  public void close() {
    Background.closeAll(binders);
    for (var listener : listeners) {
      try {
        listener.close();
      } catch (Exception e) {
        LOG.warn("a listener did not close", e);
      }
    }
  }

  private void bind(Endpoint endpoint) throws InterruptedException {
    var told = false;
    while (!tryBind(endpoint, told)) {
      told = true;
      time.sleep(TRY_AGAIN);
    }
    LOG.info("answering DNS at {}", endpoint.address);
  }

  private boolean tryBind(Endpoint endpoint, boolean told) {
    try {
      var udp = UdpListener.open(endpoint.address, responder, endpoint.mayRecurse);
      try {
        listeners.add(TcpListener.open(endpoint.address, responder, endpoint.mayRecurse, time));
      } catch (IOException e) {
        udp.close();
        throw e;
      }
      listeners.add(udp);
      return true;
    } catch (IOException e) {
      if (!told) {
        LOG.warn("cannot answer DNS at {}, will try again: {}", endpoint.address, e.getMessage());
      }
      return false;
    }
  }
}
