package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.access.AuditLog;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.discovery.Discovery;
import dev.quarterdeck.apiserver.openapi.OpenApi;
import dev.quarterdeck.apiserver.review.Reviews;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.apiserver.verb.Caches;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.client.stream.UpgradeTunnel;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * The server's one route: collects the body on the event loop, does everything else on a virtual
 * thread per request.
 */
public final class ApiRoutes {

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Vertx vertx;
  private final ExecutorService workers;
  private final BodyReader bodies;
  private final RequestPath requests;
  private final Door door;
  private final Rooms rooms;

  private ApiRoutes(
      Vertx vertx,
      ExecutorService workers,
      BodyReader bodies,
      RequestPath requests,
      Door door,
      Rooms rooms) {
    this.vertx = vertx;
    this.workers = workers;
    this.bodies = bodies;
    this.requests = requests;
    this.door = door;
    this.rooms = rooms;
  }

  /**
   * What the routes need from the rest of the server.
   *
   * @param authenticator knows users by their credentials
   * @param issuer of ServiceAccount tokens; its keys are published
   * @param address HOST:PORT under which clients reach this server
   * @param metrics what {@code /metrics} answers, in Prometheus' text format
   * @param workers runs one task per request, on a virtual thread each
   */
  public record Parts(
      Vertx vertx,
      ExecutorService workers,
      Registry registry,
      Caches caches,
      Verbs verbs,
      Authenticator authenticator,
      Authorizer authorizer,
      AuditLog audit,
      Reviews reviews,
      TokenIssuer issuer,
      String address,
      Discovery discovery,
      OpenApi openApi,
      Health health,
      KubeletDialer kubelets,
      MeterRegistry meters,
      Supplier<String> metrics,
      InstantSource clock,
      Limits limits) {}

  /**
   * How much is taken on at once.
   *
   * @param reads requests in flight that change nothing
   * @param writes requests in flight that change something
   * @param bodyWithin how long a body may take to arrive
   * @param heap bytes the process may use: bodies get their share of it
   * @param patience with clients that do not read
   */
  public record Limits(int reads, int writes, Duration bodyWithin, long heap, Patience patience) {
    /** Kubernetes' defaults. */
    public static final Limits DEFAULT =
        new Limits(
            400, 200, Duration.ofSeconds(30), Runtime.getRuntime().maxMemory(), Patience.DEFAULT);

    public Limits withPatience(Patience other) {
      return new Limits(reads, writes, bodyWithin, heap, other);
    }
  }

  /**
   * How long a gRPC stream waits for a client that takes nothing.
   *
   * @param reading until the stream is cut
   * @param reason until the reason is dropped, which waits behind what the client has not read
   */
  public record Patience(Duration reading, Duration reason) {
    /** As api.proto promises. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  /**
   * What lies behind this door, for another one to the same API.
   *
   * @param requests the stations of every request
   * @param dialer reaches node agents
   * @param memory what bodies may take of it
   */
  public record Rooms(
      RequestPath requests,
      ResourceHandler resources,
      Presenter presenter,
      Documents documents,
      PodTargets targets,
      Relay relay,
      KubeletDialer dialer,
      BodyMemory memory) {}

  /** Wires the routes. */
  public static ApiRoutes of(Parts parts) {
    var limits = parts.limits;
    var presenter = new Presenter(parts.clock);
    var kubelets = new Kubelets(parts.registry, parts.caches);
    var relay = new Relay(Dialers.of(parts.vertx, parts.kubelets));
    var memory = new BodyMemory(limits.heap);
    var requests =
        new RequestPath(
            parts.registry,
            new Callers(parts.authenticator, parts.authorizer),
            new Inflight(limits.reads, limits.writes, parts.meters),
            memory,
            new RequestMetrics(parts.meters),
            parts.audit,
            parts.clock);
    var documents =
        new Documents(
            parts.discovery,
            parts.openApi,
            parts.health,
            new IssuerDocuments(parts.issuer, parts.address),
            parts.metrics);
    var resources = new ResourceHandler(parts.verbs, parts.reviews, presenter);
    var targets = new PodTargets(kubelets);
    var connections = new Connections(kubelets, targets, parts.kubelets, relay);
    var door =
        new RestDoor(parts.verbs, resources, connections, documents, presenter, new Responder());
    var rooms =
        new Rooms(
            requests, resources, presenter, documents, targets, relay, parts.kubelets, memory);
    var bodies = new BodyReader(parts.vertx, limits.bodyWithin, memory);
    return new ApiRoutes(parts.vertx, parts.workers, bodies, requests, door, rooms);
  }

  public Rooms rooms() {
    return rooms;
  }

  /** Puts the API behind whatever routes the edge has of its own. */
  public void mount(Router router) {
    router.route().last().handler(this::accept);
  }

  private void accept(RoutingContext routing) {
    var request = routing.request();
    var auditId = auditId(request);
    var context = vertx.getOrCreateContext();
    if (!wellFormed(request)) {
      refuseAddress(context, request, auditId);
    } else if (UpgradeTunnel.isUpgrade(request) && RequestPath.maySwitch(request)) {
      work(Exchange.of(context, request, Body.NONE, UpgradeTunnel.hold(request), auditId));
    } else if (WITHOUT_BODY.contains(request.method())) {
      if (WatchSocket.isAsked(request)) {
        request.pause(); // Its end must not have been seen when it becomes a WebSocket.
      }
      work(Exchange.of(context, request, Body.NONE, null, auditId));
    } else {
      bodies
          .read(request)
          .onSuccess(body -> work(Exchange.of(context, request, body, null, auditId)))
          .onFailure(failure -> refuse(context, request, failure, auditId));
    }
  }

  private static boolean wellFormed(HttpServerRequest request) {
    try {
      request.params();
      ApiPath.parse(request.path());
      return true;
    } catch (IllegalArgumentException | ApiFault malformed) {
      return false;
    }
  }

  private void refuseAddress(Context context, HttpServerRequest request, String auditId) {
    request.resume();
    door.answer(
        Exchange.standIn(
            context,
            request,
            request.method().name(),
            request.path(),
            request.headers(),
            MultiMap.caseInsensitiveMultiMap(),
            Body.NONE,
            auditId),
        new Reply.Refused(ApiFault.badRequest("the request's URL holds a malformed escape")));
  }

  /** The rest of a body nobody will read must not be taken for the next request. */
  private void refuse(
      Context context, HttpServerRequest request, Throwable failure, String auditId) {
    var exchange = Exchange.of(context, request, Body.NONE, null, auditId);
    if (request.version() != HttpVersion.HTTP_2) { // which forbids the header, and resets streams
      request.response().putHeader("Connection", "close");
    }
    door.answer(exchange, new Reply.Refused(RequestPath.fault(exchange, failure)));
  }

  private void work(Exchange exchange) {
    try {
      workers.execute(() -> requests.serve(exchange, door));
    } catch (RejectedExecutionException closing) {
      door.answer(
          exchange,
          new Reply.Refused(
              new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down")));
    }
  }

  /** The client's own, when it is sane; otherwise a fresh one, unique but not secret. */
  public static String auditId(HttpServerRequest request) {
    var given = request.getHeader("Audit-ID");
    if (given != null && !given.isEmpty() && given.length() <= 64) {
      return given;
    }
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
