package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Bounds how many requests are worked on at once. Long-running ones and administrators' are not
 * counted.
 */
final class Inflight {

  private final Semaphore reads;
  private final Semaphore writes;

  Inflight(int readLimit, int writeLimit, MeterRegistry meters) {
    this.reads = new Semaphore(readLimit);
    this.writes = new Semaphore(writeLimit);
    gauge(meters, "readOnly", reads, readLimit);
    gauge(meters, "mutating", writes, writeLimit);
  }

  private static void gauge(MeterRegistry meters, String kind, Semaphore free, int limit) {
    Gauge.builder("apiserver_current_inflight_requests", () -> limit - free.availablePermits())
        .tag("request_kind", kind)
        .register(meters);
  }

  /**
   * Takes a seat for a request whose user is known.
   *
   * @throws ApiFault TOO_MANY_REQUESTS with a retry-after
   */
  Seat take(Exchange exchange) {
    if (exchange.info().longRunning() || exchange.user().in(User.MASTERS)) {
      return Seat.NONE;
    }
    var free = exchange.info().mutates() ? writes : reads;
    if (!free.tryAcquire()) {
      throw new ApiFault(
          Reason.TOO_MANY_REQUESTS,
          "Too many requests, please try again later.",
          new ApiFault.Details("", "", "", List.of(), Duration.ofSeconds(1)));
    }
    return free::release;
  }
}
