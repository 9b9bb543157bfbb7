package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.apiserver.audit.AuditEvent.Stage;
import dev.quarterdeck.apiserver.audit.AuditLog;
import dev.quarterdeck.apiserver.verb.Connect;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.machinery.pattern.MatchBudget;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request, whichever door it came through: who is it, is there a seat, may they,
 * then what serves it; and in the end the answer and its record, a second one when an answer that
 * takes its time is over. Runs on the request's own virtual thread.
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
   * @param connect asks whether connections to pods, services and nodes may be made
   * @param memory shared with those who take bodies in
   * @param endings runs what is to be done at the end of a watch or a connection, and may block
   */
  public RequestPath(
      Registry registry,
      Callers callers,
      Connect connect,
      Limits limits,
      BodyMemory memory,
      MeterRegistry meters,
      AuditLog audit,
      InstantSource clock,
      Executor endings) {
    this.callers = callers;
    this.inflight = new Inflight(limits.reads(), limits.writes(), meters);
    this.memory = memory;
    this.metrics = new RequestMetrics(registry, meters);
    this.dispatcher = new Dispatcher(registry, callers, connect, metrics, endings);
    this.audit = audit;
    this.clock = clock;
  }

  /** Answers the request, whatever happens. */
  public void serve(Exchange arrived, Door door) {
    walk(arrived, door, exchange -> allowed(exchange, door));
  }

  /**
   * Refuses a request whose body did not come, as one that came whole would be: who sends it and
   * may not learns no more than that.
   */
  public void refuse(Exchange arrived, Door door, ApiFault fault) {
    walk(
        arrived,
        door,
        exchange -> {
          callers.authorize(exchange);
          throw fault;
        });
  }

  private void walk(Exchange arrived, Door door, Function<Exchange, Reply> rest) {
    var began = System.nanoTime();
    var exchange = arrived;
    Reply reply;
    try {
      exchange = exchange.by(callers.identify(exchange));
      exchange = exchange.impersonating(callers.impersonated(exchange));
      reply = rest.apply(exchange);
    } catch (Throwable failure) {
      reply = new Reply.Refused(fault(exchange, failure));
    }
    answer(exchange, door, reply, began);
  }

  private Reply allowed(Exchange exchange, Door door) {
    try (var _ = inflight.take(exchange);
        var _ = memory.take(exchange)) {
      callers.authorize(exchange);
      return MatchBudget.within(() -> dispatcher.dispatch(exchange, door));
    }
  }

  private void answer(Exchange exchange, Door door, Reply reply, long began) {
    var code = door.answer(exchange, reply);
    var refusal =
        reply instanceof Reply.Refused(var fault) ? Optional.of(fault) : Optional.<ApiFault>empty();
    if (exchange.info().longRunning()) {
      record(exchange, Stage.RESPONSE_STARTED, code, refusal);
    }
    exchange
        .ending()
        .walked(
            () -> {
              record(exchange, Stage.RESPONSE_COMPLETE, code, refusal);
              metrics.finished(exchange.info(), code, System.nanoTime() - began);
            });
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

  private void record(Exchange exchange, Stage stage, int code, Optional<ApiFault> refusal) {
    if (audit == AuditLog.NONE) {
      return;
    }
    var origin = exchange.origin();
    audit.record(
        new AuditEvent(
            origin.auditId(),
            stage,
            exchange.caller(),
            exchange.asked(),
            exchange.uri(),
            exchange.headers().text("User-Agent"),
            origin.address(),
            code,
            refusal,
            exchange.annotations().all(),
            origin.received(),
            clock.instant()));
  }
}
