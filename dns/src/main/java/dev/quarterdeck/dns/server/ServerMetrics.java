package dev.quarterdeck.dns.server;

import dev.quarterdeck.dns.server.Client.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What CoreDNS' plugin prometheus counts, under the same names. */
final class ServerMetrics {

  private static final String SERVER = "dns://:53";
  private static final Set<Integer> TYPES =
      Set.of(
          Type.A,
          Type.AAAA,
          Type.CNAME,
          Type.HTTPS,
          Type.MX,
          Type.NS,
          Type.PTR,
          Type.SOA,
          Type.SRV,
          Type.SVCB,
          Type.TXT,
          Type.ANY,
          Type.DS,
          Type.DNSKEY,
          Type.NAPTR);

  private record Request(Transport transport, boolean v6, int type, boolean ours) {}

  private record Response(int rcode, boolean ours) {}

  private final MeterRegistry registry;
  private final String zone;
  private final Map<Request, Counter> requests = new ConcurrentHashMap<>();
  private final Map<Response, Counter> responses = new ConcurrentHashMap<>();
  private final Timer own;
  private final Timer others;
  private final DistributionSummary responseSizes;
  private final Counter panics;
  private final Counter malformed;

  /**
   * @param zone the cluster's domain, with its last dot
   */
  ServerMetrics(String zone, MeterRegistry registry) {
    this.zone = zone;
    this.registry = registry;
    own = timer(zone);
    others = timer(".");
    responseSizes =
        DistributionSummary.builder("coredns_dns_response_size_bytes")
            .tag("server", SERVER)
            .serviceLevelObjectives(100, 200, 400, 511, 1023, 2047, 4095, 8291, 16_000, 64_000)
            .register(registry);
    panics = registry.counter("coredns_panics");
    malformed = registry.counter("quarterdeck_dns_malformed_packets");
  }

  private Timer timer(String ofZone) {
    return Timer.builder("coredns_dns_request_duration_seconds")
        .tags("server", SERVER, "zone", ofZone)
        .serviceLevelObjectives(
            Duration.ofNanos(250_000),
            Duration.ofNanos(500_000),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(4),
            Duration.ofMillis(8),
            Duration.ofMillis(16),
            Duration.ofMillis(64),
            Duration.ofMillis(256),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4))
        .register(registry);
  }

  /**
   * @param ours whether the name is the cluster's
   */
  void answered(Client client, int type, boolean ours, int rcode, int bytes, long nanos) {
    var counted = TYPES.contains(type) ? type : 0;
    requests
        .computeIfAbsent(
            new Request(client.transport(), client.family().equals("2"), counted, ours),
            this::counter)
        .increment();
    responses.computeIfAbsent(new Response(rcode, ours), this::counter).increment();
    (ours ? own : others).record(Duration.ofNanos(nanos));
    responseSizes.record(bytes);
  }

  private Counter counter(Request request) {
    return registry.counter(
        "coredns_dns_requests",
        "server",
        SERVER,
        "zone",
        zone(request.ours),
        "proto",
        request.transport.name().toLowerCase(Locale.ROOT),
        "family",
        request.v6 ? "2" : "1",
        "type",
        request.type == 0 ? "other" : Type.string(request.type));
  }

  private Counter counter(Response response) {
    return registry.counter(
        "coredns_dns_responses",
        "server",
        SERVER,
        "zone",
        zone(response.ours),
        "rcode",
        Rcode.string(response.rcode));
  }

  private String zone(boolean ours) {
    return ours ? zone : ".";
  }

  void panicked() {
    panics.increment();
  }

  void malformed() {
    malformed.increment();
  }
}
