package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.answer.Answers;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.http.head.RequestHead;
import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.request.Limits.Patience;
import dev.quarterdeck.apiserver.request.RequestPath;
import dev.quarterdeck.apiserver.verb.CacheLookup;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Takes gRPC calls from the port REST is served on: they are known by their content type. */
public final class GrpcRoutes {

  private static final String GRPC = "application/grpc";

  private final Vertx vertx;
  private final CallMetrics metrics;
  private final Patience patience;
  private final InstantSource clock;
  private final Map<MethodName, Method> methods = new HashMap<>();

  /**
   * What the door needs from the rest of the server.
   *
   * @param workers runs one task per call, on a virtual thread each
   * @param memory what messages may take of it
   * @param limits of which {@code bodyWithin} is a request's message's
   */
  public record Parts(
      Vertx vertx,
      ExecutorService workers,
      RequestPath requests,
      BodyMemory memory,
      Limits limits,
      Answers answers,
      Backends backends,
      CacheLookup caches,
      MeterRegistry meters,
      InstantSource clock) {}

  public GrpcRoutes(Parts parts) {
    this.vertx = parts.vertx;
    this.metrics = new CallMetrics(parts.meters);
    this.patience = parts.limits.patience();
    this.clock = parts.clock;
    var pathway = new Pathway(parts);
    methods.putAll(new ApiService(parts, pathway).methods());
    methods.putAll(new PodService(parts, pathway).methods());
    methods.putAll(new HealthService(parts, pathway).methods());
    methods.putAll(new ReflectionService(parts, pathway).methods());
  }

  /** To be mounted before REST, which takes whatever comes. */
  public void mount(Router router) {
    router.route().method(HttpMethod.POST).handler(this::accept);
  }

  private void accept(RoutingContext routing) {
    var request = routing.request();
    var type = request.getHeader("content-type");
    if (type == null || !type.startsWith(GRPC)) {
      routing.next();
    } else if (request.version() != HttpVersion.HTTP_2) {
      request.response().setStatusCode(505).end();
    } else if (type.length() > GRPC.length() && !type.matches(GRPC + "([+]proto)?(;.*)?")) {
      request.response().setStatusCode(415).end();
    } else {
      begin(request);
    }
  }

  private void begin(HttpServerRequest request) {
    var name = MethodName.of(request.path());
    var method = methods.get(name);
    var call =
        new GrpcCall(
            vertx.getOrCreateContext(),
            request,
            method == null ? MethodName.UNKNOWN : name,
            metrics,
            patience,
            RequestHead.origin(request, clock.instant()));
    var encoding = request.getHeader("grpc-encoding");
    if (method == null) {
      call.fail(unimplemented("there is no method " + request.path()));
    } else if (encoding != null && !encoding.equals("identity") && !encoding.equals("gzip")) {
      call.fail(unimplemented("messages may be compressed with gzip only, not " + encoding));
    } else {
      try {
        GrpcTimeout.parse(request.getHeader("grpc-timeout")).ifPresent(call::deadline);
        method.begin(call, request);
      } catch (ApiFault malformed) {
        call.fail(malformed);
      }
    }
  }

  private static ApiFault unimplemented(String why) {
    return new ApiFault(Reason.METHOD_NOT_ALLOWED, why);
  }
}
