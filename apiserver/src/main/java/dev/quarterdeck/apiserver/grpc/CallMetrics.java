package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times calls by method, under the names other gRPC servers use. */
final class CallMetrics {

  private record Ended(MethodName method, Outcome.Code code) {}

  private final MeterRegistry meters;
  private final Map<MethodName, Counter> started = new ConcurrentHashMap<>();
  private final Map<Ended, Counter> handled = new ConcurrentHashMap<>();
  private final Map<MethodName, Timer> durations = new ConcurrentHashMap<>();

  CallMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void started(MethodName method) {
    started
        .computeIfAbsent(
            method,
            key -> Counter.builder("grpc_server_started_total").tags(tags(key)).register(meters))
        .increment();
  }

  void ended(MethodName method, Outcome.Code code, long nanos) {
    handled.computeIfAbsent(new Ended(method, code), this::total).increment();
    durations.computeIfAbsent(method, this::duration).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter total(Ended ended) {
    return Counter.builder("grpc_server_handled_total")
        .tags(tags(ended.method))
        .tag("grpc_code", ended.code.name())
        .register(meters);
  }

  private Timer duration(MethodName method) {
    return Latency.timer("grpc_server_handling_seconds").tags(tags(method)).register(meters);
  }

  private static String[] tags(MethodName method) {
    return new String[] {"grpc_service", method.service(), "grpc_method", method.method()};
  }
}
