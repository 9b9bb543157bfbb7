package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.grpc.CallDoor.Ways;
import dev.quarterdeck.apiserver.http.Exchange;

/** Walks the request path with what a call has been translated into. */
final class Pathway {

  private final GrpcRoutes.Parts parts;
  private final EventFrame.Forms forms = new EventFrame.Forms();

  Pathway(GrpcRoutes.Parts parts) {
    this.parts = parts;
  }

  /** Answers the call, whatever happens. To be called on a virtual thread of its own. */
  void walk(GrpcCall call, RestRequest rest, Ways ways) {
    var request = call.request();
    var headers = RestRequest.noQuery();
    headers.set("Accept", rest.accept());
    var userAgent = request.getHeader("User-Agent");
    if (userAgent != null) {
      // gRPC libraries put their own name after the program's; the field manager is the program.
      headers.set("User-Agent", userAgent.split(" ", 2)[0]);
    }
    if (!rest.query().contains("watch")) {
      call.allowed()
          .ifPresent(left -> rest.query().set("timeout", Math.max(1, left.toMillis()) + "ms"));
    }
    var exchange =
        Exchange.standIn(
            call.context(),
            request,
            rest.method(),
            rest.path(),
            headers,
            rest.query(),
            rest.body(),
            call.auditId());
    if (rest.method().equals("GET")) {
      call.interruptible();
    }
    var door = new CallDoor(call, parts.rooms(), parts.verbs(), parts.caches(), forms, ways);
    parts.rooms().requests().serve(exchange, door);
  }
}
