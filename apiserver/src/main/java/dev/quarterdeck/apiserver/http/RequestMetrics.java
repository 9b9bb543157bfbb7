package dev.quarterdeck.apiserver.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times requests, under Kubernetes' names. */
final class RequestMetrics {

  /**
   * What requests are told apart by. Resources that are not served count as none, so that nobody
   * can fill the memory with names.
   */
  record Subject(String verb, String group, String version, String resource, String subresource) {
    static final Subject OTHER = new Subject("GET", "", "", "", "");
  }

  private record Outcome(Subject subject, int code) {}

  private final MeterRegistry meters;
  private final Map<Outcome, Counter> totals = new ConcurrentHashMap<>();
  private final Map<Subject, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Subject, AtomicInteger> running = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void finished(Subject subject, int code, long nanos) {
    totals.computeIfAbsent(new Outcome(subject, code), this::total).increment();
    durations.computeIfAbsent(subject, this::duration).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a long-running request in; run the answer once when it ends. */
  Runnable longRunning(Subject subject) {
    var count = running.computeIfAbsent(subject, this::gauge);
    count.incrementAndGet();
    return () -> count.decrementAndGet();
  }

  private Counter total(Outcome outcome) {
    var subject = outcome.subject;
    return Counter.builder("apiserver_request_total")
        .tags(tags(subject))
        .tag("code", Integer.toString(outcome.code))
        .register(meters);
  }

  private Timer duration(Subject subject) {
    return Latency.timer("apiserver_request_duration_seconds").tags(tags(subject)).register(meters);
  }

  private AtomicInteger gauge(Subject subject) {
    var count = new AtomicInteger();
    Gauge.builder("apiserver_longrunning_requests", count, AtomicInteger::get)
        .tags(tags(subject))
        .register(meters);
    return count;
  }

  private static String[] tags(Subject subject) {
    return new String[] {
      "verb", subject.verb,
      "group", subject.group,
      "version", subject.version,
      "resource", subject.resource,
      "subresource", subject.subresource
    };
  }
}
