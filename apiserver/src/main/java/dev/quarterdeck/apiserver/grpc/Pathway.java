package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.grpc.CallDoor.Handlers;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.RequestInfo;

/** Walks the request path with what a call has been translated into. */
final class Pathway {

  private final GrpcRoutes.Parts parts;
  private final EventFrame.Forms forms = new EventFrame.Forms();

  Pathway(GrpcRoutes.Parts parts) {
    this.parts = parts;
  }

  /** Answers the call, whatever happens. To be called on a virtual thread of its own. */
  void walk(GrpcCall call, RestRequest rest, Handlers handlers) {
    if (!rest.query().has("watch")) {
      call.allowed()
          .ifPresent(left -> rest.query().set("timeout", Math.max(1, left.toMillis()) + "ms"));
    }
    var exchange =
        Exchange.arrived(
            call.origin(),
            rest.method(),
            rest.path(),
            CallHeaders.of(call.request().headers(), rest.accept()),
            rest.query(),
            rest.body(),
            RequestInfo.read(rest.method(), rest.path(), rest.query()));
    if (rest.method().equals("GET")) {
      call.interruptible();
    }
    parts.requests().serve(exchange, new CallDoor(call, parts, forms, handlers));
  }
}
