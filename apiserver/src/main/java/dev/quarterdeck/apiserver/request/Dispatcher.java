package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Notes;
import dev.quarterdeck.apiserver.request.RequestInfo.OfPath;
import dev.quarterdeck.apiserver.request.RequestInfo.OfResource;
import dev.quarterdeck.apiserver.verb.Connect;
import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.apiserver.verb.WriteOptions;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.model.ApiFault;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Leads a request that is allowed to what serves it: a kind of the registry, in the door's own way,
 * or a document.
 */
final class Dispatcher {

  private final Registry registry;
  private final Callers callers;
  private final Connect connect;
  private final RequestMetrics metrics;
  private final Executor endings;

  /**
   * @param endings runs what is to be done at the end of a watch or a connection
   */
  Dispatcher(
      Registry registry,
      Callers callers,
      Connect connect,
      RequestMetrics metrics,
      Executor endings) {
    this.registry = registry;
    this.callers = callers;
    this.endings = endings;
    this.connect = connect;
    this.metrics = metrics;
  }

  /**
   * @throws ApiFault NOT_FOUND, METHOD_NOT_ALLOWED, and whatever the verb refuses with
   */
  Reply dispatch(Exchange exchange, Door door) {
    return switch (exchange.info()) {
      case OfPath _ -> door.document(exchange);
      case OfResource asked -> resource(exchange, asked, door);
    };
  }

  private Reply resource(Exchange exchange, OfResource asked, Door door) {
    var type = registry.find(asked.path().resource()).orElseThrow(ApiPath::notServed);
    requireServed(type, asked);
    type.strategy().deprecation().ifPresent(exchange.warnings()::add);
    var request = request(exchange, asked.verb(), type);
    if (asked.verb() == ApiVerb.WATCH) {
      return begin(exchange, asked, ended -> door.watch(exchange, request, ended));
    }
    if (asked.connects()) {
      admit(exchange, asked, request);
      return begin(exchange, asked, ended -> door.connect(exchange, request, ended));
    }
    return door.handle(exchange, asked.verb(), request);
  }

  /** Opens what outlives the path, if it comes to be. */
  private Reply begin(Exchange exchange, OfResource asked, Function<Runnable, Reply> opening) {
    var ended = exchange.ending().hold(metrics.longRunning(asked), endings);
    try {
      return opening.apply(ended);
    } catch (RuntimeException | Error failure) {
      ended.run();
      throw failure;
    }
  }

  /** Logs are only read, as in Kubernetes: no plugin is asked about them. */
  private void admit(Exchange exchange, OfResource asked, VerbRequest request) {
    if (asked.maySwitch()) {
      if (exchange.query().has("dryRun")) {
        throw ApiFault.badRequest("dryRun is not supported");
      }
      connect.admit(request, ConnectOptions.of(asked, exchange.query()));
    }
  }

  private static void requireServed(ResourceType type, OfResource asked) {
    var path = asked.path();
    if (!path.subresource().isEmpty() && !type.subresources().contains(path.subresource())
        || !type.namespaced() && !path.namespace().isEmpty()
        || type.namespaced() && path.namespace().isEmpty() && !path.name().isEmpty()) {
      throw ApiPath.notServed();
    }
    if (!serves(type, asked) || overAllNamespaces(type, asked)) {
      throw ApiVerb.notAllowed();
    }
  }

  /** Whether what is asked for can be done with what it is asked of. */
  private static boolean serves(ResourceType type, OfResource asked) {
    var verb = asked.verb().asked();
    if (asked.path().subresource().isEmpty()) {
      return type.verbs().contains(verb);
    }
    return Subresource.of(type).stream()
        .filter(subresource -> subresource.name().equals(asked.path().subresource()))
        .anyMatch(subresource -> subresource.verbs().contains(verb));
  }

  /** Kubernetes reads across namespaces, but neither creates nor deletes there. */
  private static boolean overAllNamespaces(ResourceType type, OfResource asked) {
    return asked.verb().mutates() && type.namespaced() && asked.path().namespace().isEmpty();
  }

  private record NotesOfExchange(Exchange exchange) implements Notes {
    @Override
    public void warn(String warning) {
      exchange.warnings().add(warning);
    }

    @Override
    public void annotate(String key, String value) {
      exchange.annotations().add(key, value);
    }
  }

  private VerbRequest request(Exchange exchange, ApiVerb verb, ResourceType type) {
    var query = exchange.query();
    return new VerbRequest(
        exchange.asked(),
        type,
        QueryOptions.read(query),
        verb.mutates()
            ? QueryOptions.write(query, exchange.header("User-Agent"), verb)
            : WriteOptions.NONE,
        DeleteOptions.NONE,
        Deadline.in(QueryOptions.timeout(query)),
        new NotesOfExchange(exchange),
        other -> callers.authorize(exchange.asked().asking(other)));
  }
}
