package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.request.RequestInfo.OfPath;
import dev.quarterdeck.apiserver.request.RequestInfo.OfResource;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
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
  private record Subject(
      String verb, String group, String version, String resource, String subresource) {
    static final Subject OTHER = new Subject("GET", "", "", "", "");
  }

  private record Outcome(Subject subject, int code) {}

  private final Registry registry;
  private final MeterRegistry meters;
  private final Map<Outcome, Counter> totals = new ConcurrentHashMap<>();
  private final Map<Subject, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Subject, AtomicInteger> running = new ConcurrentHashMap<>();

  RequestMetrics(Registry registry, MeterRegistry meters) {
    this.registry = registry;
    this.meters = meters;
  }

  void finished(RequestInfo info, int code, long nanos) {
    var subject = subject(info);
    totals.computeIfAbsent(new Outcome(subject, code), this::total).increment();
    durations.computeIfAbsent(subject, this::duration).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a long-running request in; run the answer once when it ends. */
  Runnable longRunning(RequestInfo info) {
    var count = running.computeIfAbsent(subject(info), this::gauge);
    count.incrementAndGet();
    return () -> count.decrementAndGet();
  }

  private Subject subject(RequestInfo info) {
    return switch (info) {
      case OfPath _ -> Subject.OTHER;
      case OfResource asked ->
          registry
              .find(asked.path().resource())
              .filter(type -> asked.verb() != ApiVerb.NONE && has(type, asked.path().subresource()))
              .map(_ -> subject(asked))
              .orElse(Subject.OTHER);
    };
  }

  private static boolean has(ResourceType type, String subresource) {
    return subresource.isEmpty() || type.subresources().contains(subresource);
  }

  private static Subject subject(OfResource asked) {
    var resource = asked.path().resource();
    return new Subject(
        asked.verb().metric(),
        resource.group(),
        resource.version(),
        resource.resource(),
        asked.path().subresource());
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
