package dev.quarterdeck.dns.forward;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Rcode;

/** What CoreDNS' plugins forward and cache count, under the same names. */
final class ForwardMetrics {

  private final MeterRegistry registry;
  private final Counter rejects;
  private final Counter prefetches;

  ForwardMetrics(MeterRegistry registry) {
    this.registry = registry;
    rejects = registry.counter("coredns_forward_max_concurrent_rejects");
    prefetches = registry.counter("coredns_cache_prefetch");
  }

  void rejected() {
    rejects.increment();
  }

  void prefetched() {
    prefetches.increment();
  }

  void answered(InetSocketAddress server, int rcode, Duration took) {
    timer(server, Rcode.string(rcode)).record(took);
  }

  void failed(InetSocketAddress server, Duration took) {
    timer(server, "").record(took);
  }

  private Timer timer(InetSocketAddress server, String rcode) {
    return Timer.builder("coredns_proxy_request_duration_seconds")
        .tag("proxy_name", "forward")
        .tag("to", server.getAddress().getHostAddress() + ":" + server.getPort())
        .tag("rcode", rcode)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(4),
            Duration.ofMillis(16),
            Duration.ofMillis(64),
            Duration.ofMillis(256),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4))
        .register(registry);
  }
}
