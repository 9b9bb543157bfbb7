package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.apiserver.audit.AuditLog;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.machinery.pattern.MatchBudget;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request, whichever door it came through: who is it, is there a seat, may they,
 * then what serves it; and in the end the answer and its record. Runs on the request's own virtual
 * thread.
 */
public final class RequestPath {

  private static final Logger LOG = LoggerFactory.getLogger(RequestPath.class);

  private final Callers callers;
  private final Inflight inflight;
  private final BodyMemory memory;
  private final Dispatcher dispatcher;
  private final RequestMetrics metrics;
  private final AuditLog audit;
  private final InstantSource clock;

  /**
   * @param memory shared with those who take bodies in
   */
  public RequestPath(
      Registry registry,
      Callers callers,
      Limits limits,
      BodyMemory memory,
      MeterRegistry meters,
      AuditLog audit,
      InstantSource clock) {
    this.callers = callers;
    this.inflight = new Inflight(limits.reads(), limits.writes(), meters);
    this.memory = memory;
    this.metrics = new RequestMetrics(registry, meters);
    this.dispatcher = new Dispatcher(registry, callers, metrics);
    this.audit = audit;
    this.clock = clock;
  }

  /** Answers the request, whatever happens. */
  public void serve(Exchange arrived, Door door) {
    var began = System.nanoTime();
    var exchange = arrived;
    Reply reply;
    try {
      exchange = exchange.by(callers.identify(exchange));
      exchange = exchange.impersonating(callers.impersonated(exchange));
      reply = allowed(exchange, door);
    } catch (Throwable failure) {
      reply = new Reply.Refused(fault(exchange, failure));
    }
    var code = door.answer(exchange, reply);
    record(exchange, code, System.nanoTime() - began);
  }

  private Reply allowed(Exchange exchange, Door door) {
    try (var _ = inflight.take(exchange);
        var _ = memory.take(exchange)) {
      callers.authorize(exchange.asked());
      return MatchBudget.within(() -> dispatcher.dispatch(exchange, door));
    }
  }

  /**
   * What a request is refused with. The user learns a failure's reason, never where in our code it
   * happened.
   */
  public static ApiFault fault(Exchange exchange, Throwable failure) {
    if (failure instanceof ApiFault known) {
      return known;
    }
    if (failure instanceof TooCostlyException tooCostly) {
      return new ApiFault(Reason.REQUEST_ENTITY_TOO_LARGE, tooCostly.getMessage());
    }
    LOG.error(
        "request failed method={} path={} user={} audit={}",
        exchange.method(),
        exchange.path(),
        exchange.user().name(),
        exchange.auditId(),
        failure);
    return new ApiFault(
        Reason.INTERNAL_ERROR,
        "Internal error occurred: see the server's log for audit ID " + exchange.auditId());
  }

  private void record(Exchange exchange, int code, long nanos) {
    if (audit != AuditLog.NONE) {
      audit.record(event(exchange, code));
    }
    metrics.finished(exchange.info(), code, nanos);
  }

  private AuditEvent event(Exchange exchange, int code) {
    var origin = exchange.origin();
    return new AuditEvent(
        origin.auditId(),
        exchange.caller(),
        exchange.asked(),
        exchange.uri(),
        exchange.headers().text("User-Agent"),
        origin.address(),
        exchange.info().longRunning(),
        code,
        origin.received(),
        clock.instant());
  }
}
