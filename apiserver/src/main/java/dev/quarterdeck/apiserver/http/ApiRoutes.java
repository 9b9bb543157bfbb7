package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.answer.Answers;
import dev.quarterdeck.apiserver.http.body.AnswerCut;
import dev.quarterdeck.apiserver.http.body.SendBudget;
import dev.quarterdeck.apiserver.http.body.SendBudget.Bounds;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.http.connect.Connections;
import dev.quarterdeck.apiserver.http.head.HttpCall;
import dev.quarterdeck.apiserver.http.head.RequestHead;
import dev.quarterdeck.apiserver.http.limit.BodyReader;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.request.NamedValues;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.request.RequestInfo;
import dev.quarterdeck.apiserver.request.RequestPath;
import dev.quarterdeck.client.stream.UpgradeTunnel;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The server's one route: reads what a request asks for and collects its body on the event loop,
 * then has it walk the {@link RequestPath} on a virtual thread of its own.
 */
public final class ApiRoutes {

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final long SWEEP_MILLIS = 1_000;
  private static final long LINGER_MILLIS = 500;

  private final Vertx vertx;
  private final ExecutorService workers;
  private final BodyReader bodies;
  private final RequestPath requests;
  private final Answers answers;
  private final Connections connections;
  private final InstantSource clock;
  private final SendBudget budget;

  /**
   * What the routes need from the rest of the server.
   *
   * @param workers runs one task per request, on a virtual thread each
   * @param memory what bodies may take of it
   */
  public record Parts(
      Vertx vertx,
      ExecutorService workers,
      RequestPath requests,
      BodyMemory memory,
      Limits limits,
      Answers answers,
      Backends backends,
      InstantSource clock) {}

  public ApiRoutes(Parts parts) {
    this.vertx = parts.vertx;
    this.workers = parts.workers;
    this.bodies = new BodyReader(vertx, parts.limits.bodyWithin(), parts.memory);
    this.requests = parts.requests;
    this.answers = parts.answers;
    this.connections = new Connections(parts.backends);
    this.clock = parts.clock;
    this.budget = new SendBudget(Bounds.of(parts.limits.heap(), parts.limits.patience().reading()));
  }

  /** Puts the API behind whatever routes the edge has of its own. */
  public void mount(Router router) {
    router.route().last().handler(this::accept);
    vertx.setPeriodic(SWEEP_MILLIS, _ -> budget.sweep());
  }

  /** What is known of a request before its body is there. */
  private record Arrival(
      HttpServerRequest request, Exchange.Origin origin, NamedValues query, RequestInfo info) {

    Exchange with(Body body) {
      var headers = RequestHead.headers(request);
      var method = request.method().name();
      return Exchange.arrived(origin, method, request.path(), headers, query, body, info);
    }
  }

  private void accept(RoutingContext routing) {
    var request = routing.request();
    var origin = RequestHead.origin(request, clock.instant());
    Arrival arrival;
    try {
      var query = RequestHead.query(request);
      var info = RequestInfo.read(request.method().name(), request.path(), query);
      arrival = new Arrival(request, origin, query, info);
    } catch (IllegalArgumentException | ApiFault malformed) {
      refuseAddress(request, origin);
      return;
    }
    accept(arrival);
  }

  private void accept(Arrival arrival) {
    var request = arrival.request;
    if (UpgradeTunnel.isUpgrade(request) && arrival.info.maySwitch()) {
      work(arrival.with(Body.NONE), call(request, UpgradeTunnel.hold(request)));
    } else if (WITHOUT_BODY.contains(request.method())) {
      if (RequestHead.asksForWebSocket(request)) {
        request.pause(); // Its end must not have been seen when it becomes a WebSocket.
      }
      work(arrival.with(Body.NONE), call(request, null));
    } else {
      var call = call(request, null);
      bodies
          .read(request)
          .onSuccess(body -> work(arrival.with(body), call))
          .onFailure(failure -> refuse(arrival.with(Body.NONE), call, failure));
    }
  }

  private RestDoor door(HttpCall call) {
    return new RestDoor(answers, connections, budget, call);
  }

  private HttpCall call(HttpServerRequest request, UpgradeTunnel tunnel) {
    return new HttpCall(vertx.getOrCreateContext(), request, tunnel);
  }

  private void refuseAddress(HttpServerRequest request, Exchange.Origin origin) {
    request.resume();
    var nowhere = new RequestInfo.OfPath(request.method().name(), request.path());
    var arrival = new Arrival(request, origin, NamedValues.NONE, nowhere);
    answer(
        arrival.with(Body.NONE),
        call(request, null),
        ApiFault.badRequest("the request's URL holds a malformed escape"));
  }

  /**
   * Nothing is read of the rest of a body: nobody wants it, and it must not be taken for the next
   * request. As Go's server does, the client is given time to see why.
   */
  private void refuse(Exchange exchange, HttpCall call, Throwable failure) {
    if (call.request().version() != HttpVersion.HTTP_2) { // It forbids that.
      call.response().putHeader("Connection", "close");
    }
    var fault = RequestPath.fault(exchange, failure);
    work(
        exchange,
        call,
        door -> {
          requests.refuse(exchange, door, fault);
          vertx.setTimer(LINGER_MILLIS, _ -> AnswerCut.takeNoMore(call.request()));
        });
  }

  private void answer(Exchange exchange, HttpCall call, ApiFault fault) {
    door(call).answer(exchange, new Reply.Refused(fault));
  }

  private void work(Exchange exchange, HttpCall call) {
    work(exchange, call, door -> requests.serve(exchange, door));
  }

  private void work(Exchange exchange, HttpCall call, Consumer<RestDoor> work) {
    try {
      workers.execute(() -> work.accept(door(call)));
    } catch (RejectedExecutionException closing) {
      answer(
          exchange, call, new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
    }
  }
}
