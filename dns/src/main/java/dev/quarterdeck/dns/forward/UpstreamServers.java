package dev.quarterdeck.dns.forward;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/**
 * The upstream servers there are: follows resolv.conf, and finds out which servers would send our
 * questions back to us.
 */
final class UpstreamServers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamServers.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration PROBE_AGAIN = Duration.ofMinutes(1);

  private final ForwardConfig config;
  private final UpstreamQuery exchange;
  private final LoopProbes probes;
  private final UpstreamHealth health = new UpstreamHealth();
  private final Time time;
  private final Background upkeep;
  private volatile Upstreams upstreams = new Upstreams(Map.of(), List.of());

  UpstreamServers(ForwardConfig config, UpstreamQuery exchange, Time time, RandomGenerator random) {
    this.config = config;
    this.exchange = exchange;
    this.time = time;
    probes = new LoopProbes(random);
    upkeep = new Background("dns-upstreams", time, this::upkeep);
  }

  UpstreamServers start() {
    read();
    upkeep.start();
    return this;
  }

  @Override
  public void close() {
    upkeep.close();
  }

  /** Who may know a name, best first. */
  List<InetSocketAddress> of(Name name) {
    return health.order(upstreams.of(name), time.nanos());
  }

  void failed(InetSocketAddress server) {
    health.failed(server, time.nanos());
  }

  void answered(InetSocketAddress server) {
    health.answered(server);
  }

  boolean isProbe(Name name, int type) {
    return probes.isProbe(name, type);
  }

  private void upkeep() throws InterruptedException {
    var probed = time.nanos() - PROBE_AGAIN.toNanos();
    while (true) {
      if (read() || time.nanos() - probed >= PROBE_AGAIN.toNanos()) {
        for (var server : upstreams.all()) {
          probe(server);
        }
        probed = time.nanos();
      }
      time.sleep(LOOK_AGAIN);
    }
  }

  /**
   * @return whether there are others now
   */
  private boolean read() {
    var named = named();
    var others = named.stream().filter(server -> !config.own().contains(server)).toList();
    var next = new Upstreams(config.stubs(), others);
    if (next.equals(upstreams)) {
      return false;
    }
    if (others.size() < named.size()) {
      LOG.warn(
          "{} names this DNS server itself, which is left out; name the servers it should ask",
          config.resolvConf());
    }
    upstreams = next;
    health.keepOnly(next.all());
    LOG.info("upstream DNS servers {}", next.all());
    return true;
  }

  /** What the file says, or what it said when it could be read. */
  private List<InetSocketAddress> named() {
    try {
      return ResolvConf.servers(Files.readAllLines(config.resolvConf()));
    } catch (IOException e) {
      LOG.debug("cannot read {}: {}", config.resolvConf(), e.toString());
      return upstreams.others();
    }
  }

  private void probe(InetSocketAddress server) throws InterruptedException {
    var probe = probes.open(server);
    boolean looping;
    try {
      exchange.ask(server, probe, config.tryLimit());
    } catch (IOException e) {
      LOG.debug("probe not answered server={} error=\"{}\"", server, e.toString());
    } finally {
      looping = probes.close(probe);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!health.setLooping(server, looping)) {
      return;
    }
    if (looping) {
      LOG.error(
          "upstream DNS server {} sends our questions back to us and is not asked any more;"
              + " let {} name a server that does not",
          server,
          config.resolvConf());
    } else {
      LOG.info("upstream DNS server {} is asked again", server);
    }
  }
}
