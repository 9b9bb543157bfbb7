package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.grpc.CallDoor.Handlers;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.health.v1.HealthCheckRequest;
import dev.quarterdeck.proto.health.v1.HealthCheckResponse;
import dev.quarterdeck.proto.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** gRPC's health checking: the server serves while REST's {@code /readyz} is well. */
final class HealthService {

  static final String NAME = "grpc.health.v1.Health";

  private static final String READY = "/readyz";
  private static final Set<String> SERVICES = Set.of("", ApiService.NAME);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final GrpcRoutes.Parts parts;
  private final Pathway pathway;

  HealthService(GrpcRoutes.Parts parts, Pathway pathway) {
    this.parts = parts;
    this.pathway = pathway;
  }

  Map<MethodName, Method> methods() {
    return Map.of(
        new MethodName(NAME, "Check"),
        new OneMessage<>(HealthCheckRequest.parser(), this::check, parts),
        new MethodName(NAME, "Watch"),
        new OneMessage<>(HealthCheckRequest.parser(), this::watch, parts));
  }

  private void check(GrpcCall call, HealthCheckRequest request) {
    if (!SERVICES.contains(request.getService())) {
      throw new ApiFault(Reason.NOT_FOUND, "there is no service " + request.getService());
    }
    var handlers =
        Handlers.of((_, answer) -> response(status(answer.code())))
            .withDocuments(parts.answers().documents()::answer);
    pathway.walk(call, RestRequest.get(READY), handlers);
  }

  private void watch(GrpcCall call, HealthCheckRequest request) {
    call.keepOpen();
    var known = SERVICES.contains(request.getService());
    var handlers = Handlers.OF_OBJECTS.withStream(exchange -> follow(call, exchange, known));
    pathway.walk(call, RestRequest.get(READY), handlers);
  }

  /** Tells the state and each change of it until the client has heard enough. */
  private void follow(GrpcCall call, Exchange exchange, boolean known) {
    ServingStatus told = null;
    try {
      while (!call.isOver()) {
        var now = known ? status(parts.answers().documents().answer(exchange).code()) : unknown();
        if (now != told) {
          call.send(response(now));
          told = now;
        }
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (IOException gone) {
      call.cancelled();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      call.fail(new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
    }
  }

  private static ServingStatus unknown() {
    return ServingStatus.SERVICE_UNKNOWN;
  }

  private static ServingStatus status(int code) {
    return code == 200 ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
