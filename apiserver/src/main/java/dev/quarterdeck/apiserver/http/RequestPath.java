package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Reviews;
import dev.quarterdeck.apiserver.access.User;
import dev.quarterdeck.apiserver.registry.Registry;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * The stations of every request, in order: who is it, is there room, may they, then the verb; and
 * in the end the answer and its record in the metrics. Runs on the request's own virtual thread.
 */
final class RequestPath {

  private final Registry registry;
  private final Verbs verbs;
  private final Callers callers;
  private final Inflight inflight;
  private final RequestMetrics metrics;
  private final ResourceHandler resources;
  private final Connections connections;
  private final Documents documents;
  private final Presenter presenter;
  private final Responder responder;

  RequestPath(
      Registry registry,
      Verbs verbs,
      Callers callers,
      Reviews reviews,
      Inflight inflight,
      RequestMetrics metrics,
      Connections connections,
      Documents documents,
      Presenter presenter,
      Responder responder) {
    this.registry = registry;
    this.verbs = verbs;
    this.callers = callers;
    this.inflight = inflight;
    this.metrics = metrics;
    this.resources = new ResourceHandler(verbs, reviews, presenter);
    this.connections = connections;
    this.documents = documents;
    this.presenter = presenter;
    this.responder = responder;
  }

  /** Whether a request may ask to switch protocols; anywhere else the wish is ignored. */
  static boolean maySwitch(HttpServerRequest request) {
    return ApiPath.parse(request.path())
        .map(path -> Connections.SWITCHING.contains(path.subresource()))
        .orElse(false);
  }

  /** Answers the request, whatever happens. */
  void serve(Context context, Exchange anonymous) {
    var began = System.nanoTime();
    var subject = RequestMetrics.Subject.OTHER;
    var exchange = anonymous;
    Reply reply;
    try {
      exchange = anonymous.as(callers.identify(anonymous.request()));
      var path = ApiPath.parse(exchange.path());
      if (path.isPresent()) {
        var verb =
            ApiVerb.of(exchange.method(), path.get(), QueryOptions.flag(exchange.query(), "watch"));
        subject = subject(verb, path.get());
        reply = resource(context, exchange, verb, path.get(), subject);
      } else {
        reply = other(exchange);
      }
    } catch (Throwable failure) {
      reply = responder.failure(exchange, failure);
    }
    switch (reply) {
      case Reply.Whole whole -> responder.send(exchange, whole);
      case Reply.Large large -> responder.send(exchange, large);
      case Reply.Streaming ignored -> {}
    }
    metrics.finished(subject, reply.code(), System.nanoTime() - began);
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

  private Reply other(Exchange exchange) {
    var method = exchange.method().toLowerCase(Locale.ROOT);
    callers.authorize(Attributes.ofPath(exchange.user(), method, exchange.path()));
    return documents.answer(exchange);
  }

  private Reply resource(
      Context context,
      Exchange exchange,
      ApiVerb verb,
      ApiPath path,
      RequestMetrics.Subject subject) {
    var longRunning = verb.longRunning(path);
    if (longRunning || exchange.user().in(User.MASTERS)) {
      return dispatch(context, exchange, verb, path, subject);
    }
    inflight.enter(verb.mutates());
    try {
      return dispatch(context, exchange, verb, path, subject);
    } finally {
      inflight.leave(verb.mutates());
    }
  }

  private Reply dispatch(
      Context context,
      Exchange exchange,
      ApiVerb verb,
      ApiPath path,
      RequestMetrics.Subject subject) {
    authorize(exchange, verb, path);
    var type = registry.find(path.resource()).orElseThrow(RequestPath::notServed);
    var request = request(exchange, type, path);
    if (verb == ApiVerb.WATCH) {
      return watch(context, exchange, request, subject);
    }
    return Connections.CONNECTING.contains(path.subresource())
        ? connections.connect(exchange, request, path, metrics.longRunning(subject))
        : resources.handle(exchange, verb, request);
  }

  private void authorize(Exchange exchange, ApiVerb verb, ApiPath path) {
    var resource = path.resource();
    callers.authorize(
        new Attributes(
            exchange.user(),
            verb.asked(),
            resource.group(),
            resource.version(),
            resource.resource(),
            path.subresource(),
            path.namespace(),
            path.name(),
            exchange.path()));
  }

  private static VerbRequest request(Exchange exchange, ResourceType type, ApiPath path) {
    var subresource = path.subresource();
    if (!subresource.isEmpty() && !type.subresources().contains(subresource)
        || !type.namespaced() && !path.namespace().isEmpty()
        || type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()) {
      throw notServed();
    }
    var query = exchange.query();
    return new VerbRequest(
        exchange.user(),
        type,
        path.namespace(),
        path.name(),
        subresource,
        QueryOptions.read(query),
        QueryOptions.write(query, exchange.header("User-Agent")),
        DeleteOptions.NONE,
        Deadline.in(QueryOptions.timeout(query)),
        exchange::warn);
  }

  static ApiFault notServed() {
    return new ApiFault(Reason.NOT_FOUND, "the server could not find the requested resource");
  }

  private Reply watch(
      Context context, Exchange exchange, VerbRequest request, RequestMetrics.Subject subject) {
    var response = exchange.request().response();
    var stream =
        new WatchStream(
            context,
            exchange.request(),
            presenter,
            request.type(),
            ResourceHandler.form(exchange),
            ResourceHandler.include(exchange),
            metrics.longRunning(subject));
    Responder.common(exchange, response);
    try {
      stream.start(verbs.watch().open(request, stream::wake));
    } catch (RuntimeException failure) {
      if (!(failure instanceof ApiFault fault) || fault.reason() != Reason.EXPIRED) {
        stream.abandon();
        throw failure;
      }
      stream.refuse(fault);
    }
    return new Reply.Streaming(200);
  }
}
