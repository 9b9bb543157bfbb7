package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.AuditEvent;
import dev.quarterdeck.apiserver.access.AuditLog;
import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.WriteOptions;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.ServedVerbs;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stations of every request, whichever door it came through, in order: who is it, is there
 * room, may they, then the verb; and in the end the answer and its record in the metrics. Runs on
 * the request's own virtual thread.
 */
public final class RequestPath {

  private static final Logger LOG = LoggerFactory.getLogger(RequestPath.class);

  private final Registry registry;
  private final Callers callers;
  private final Inflight inflight;
  private final BodyMemory memory;
  private final RequestMetrics metrics;
  private final AuditLog audit;
  private final InstantSource clock;

  RequestPath(
      Registry registry,
      Callers callers,
      Inflight inflight,
      BodyMemory memory,
      RequestMetrics metrics,
      AuditLog audit,
      InstantSource clock) {
    this.registry = registry;
    this.callers = callers;
    this.inflight = inflight;
    this.memory = memory;
    this.metrics = metrics;
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether a request may ask to switch protocols; anywhere else the wish is ignored. */
  static boolean maySwitch(HttpServerRequest request) {
    return ApiPath.parse(request.path())
        .map(path -> Connections.SWITCHING.contains(path.subresource()))
        .orElse(false);
  }

  /** Answers the request, whatever happens. */
  public void serve(Exchange anonymous, Door door) {
    var began = System.nanoTime();
    var received = clock.instant();
    Attributes asked = null;
    var longRunning = false;
    var subject = RequestMetrics.Subject.OTHER;
    var exchange = anonymous;
    Reply reply;
    try {
      exchange = anonymous.by(callers.identify(anonymous.request()));
      exchange =
          exchange.impersonating(callers.impersonated(exchange.caller(), exchange.request()));
      var path = ApiPath.parse(exchange.path());
      if (path.isPresent()) {
        var verb =
            ApiVerb.of(exchange.method(), path.get(), QueryOptions.flag(exchange.query(), "watch"));
        subject = subject(verb, path.get());
        asked = attributes(exchange, verb, path.get());
        longRunning = verb.longRunning(path.get());
        reply = resource(door, exchange, verb, path.get(), subject);
      } else {
        reply = other(door, exchange);
      }
    } catch (Throwable failure) {
      reply = new Reply.Refused(fault(exchange, failure));
    }
    door.answer(exchange, reply);
    if (audit != AuditLog.NONE) {
      audit.record(event(exchange, asked, longRunning, reply.code(), received));
    }
    metrics.finished(subject, reply.code(), System.nanoTime() - began);
  }

  private AuditEvent event(
      Exchange exchange, Attributes asked, boolean longRunning, int code, Instant received) {
    var agent = exchange.header("User-Agent");
    return new AuditEvent(
        exchange.auditId(),
        exchange.caller(),
        asked == null ? ofPath(exchange) : asked,
        exchange.uri(),
        agent == null ? "" : agent,
        exchange.request().remoteAddress().hostAddress(),
        longRunning,
        code,
        received,
        clock.instant());
  }

  private static Attributes ofPath(Exchange exchange) {
    var method = exchange.method().toLowerCase(Locale.ROOT);
    return Attributes.ofPath(exchange.user(), method, exchange.path());
  }

  /** The user learns a failure's reason, never where in our code it happened. */
  static ApiFault fault(Exchange exchange, Throwable failure) {
    if (failure instanceof ApiFault known) {
      return known;
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

  private RequestMetrics.Subject subject(ApiVerb verb, ApiPath path) {
    var resource = path.resource();
    return registry
        .find(resource)
        .filter(t -> path.subresource().isEmpty() || t.subresources().contains(path.subresource()))
        .map(
            type ->
                new RequestMetrics.Subject(
                    verb.metric(),
                    resource.group(),
                    resource.version(),
                    resource.resource(),
                    path.subresource()))
        .orElse(RequestMetrics.Subject.OTHER);
  }

  private Reply other(Door door, Exchange exchange) {
    callers.authorize(ofPath(exchange));
    return door.document(exchange);
  }

  private Reply resource(
      Door door, Exchange exchange, ApiVerb verb, ApiPath path, RequestMetrics.Subject subject) {
    if (verb.longRunning(path)) {
      return dispatch(door, exchange, verb, path, subject);
    }
    var limited = !exchange.user().in(User.MASTERS);
    if (limited) {
      inflight.enter(verb.mutates());
    }
    try {
      return withRoom(door, exchange, verb, path, subject);
    } finally {
      if (limited) {
        inflight.leave(verb.mutates());
      }
    }
  }

  private Reply withRoom(
      Door door, Exchange exchange, ApiVerb verb, ApiPath path, RequestMetrics.Subject subject) {
    var room = memory.enter(exchange.body());
    try {
      return dispatch(door, exchange, verb, path, subject);
    } finally {
      memory.leave(room);
    }
  }

  private Reply dispatch(
      Door door, Exchange exchange, ApiVerb verb, ApiPath path, RequestMetrics.Subject subject) {
    callers.authorize(attributes(exchange, verb, path));
    var type = registry.find(path.resource()).orElseThrow(RequestPath::notServed);
    var request = request(exchange, verb, type, path);
    if (verb == ApiVerb.WATCH) {
      return door.watch(exchange, request, metrics.longRunning(subject));
    }
    return Connections.CONNECTING.contains(path.subresource())
        ? door.connect(exchange, request, path, metrics.longRunning(subject))
        : door.handle(exchange, verb, request);
  }

  /** Kubernetes reads across namespaces, but neither creates nor deletes there. */
  private static boolean overAllNamespaces(ApiVerb verb, ResourceType type, ApiPath path) {
    return verb.mutates() && type.namespaced() && path.namespace().isEmpty();
  }

  /** Whether what is asked for can be done with what it is asked of. */
  private static boolean serves(ResourceType type, ApiVerb verb, ApiPath path) {
    if (path.subresource().isEmpty()) {
      return ServedVerbs.of(type).contains(verb.asked());
    }
    return Subresource.of(type).stream()
        .filter(subresource -> subresource.name().equals(path.subresource()))
        .anyMatch(subresource -> subresource.verbs().contains(verb.asked()));
  }

  private static Attributes attributes(Exchange exchange, ApiVerb verb, ApiPath path) {
    var resource = path.resource();
    return new Attributes(
        exchange.user(),
        verb.asked(),
        resource.group(),
        resource.version(),
        resource.resource(),
        path.subresource(),
        path.namespace(),
        path.name(),
        exchange.path());
  }

  private VerbRequest request(Exchange exchange, ApiVerb verb, ResourceType type, ApiPath path) {
    var subresource = path.subresource();
    if (!subresource.isEmpty() && !type.subresources().contains(subresource)
        || !type.namespaced() && !path.namespace().isEmpty()
        || type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()) {
      throw notServed();
    }
    if (!serves(type, verb, path) || overAllNamespaces(verb, type, path)) {
      throw ApiVerb.notAllowed();
    }
    type.strategy().deprecation().ifPresent(exchange::warn);
    var query = exchange.query();
    return new VerbRequest(
        exchange.user(),
        type,
        path.namespace(),
        path.name(),
        subresource,
        QueryOptions.read(query),
        verb.mutates()
            ? QueryOptions.write(query, exchange.header("User-Agent"), verb)
            : WriteOptions.NONE,
        DeleteOptions.NONE,
        Deadline.in(QueryOptions.timeout(query)),
        exchange::warn,
        () -> callers.authorize(attributes(exchange, ApiVerb.CREATE, path)));
  }

  static ApiFault notServed() {
    return new ApiFault(Reason.NOT_FOUND, "the server could not find the requested resource");
  }
}
