package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.quarterdeck.apiserver.grpc.CallDoor.Connector;
import dev.quarterdeck.apiserver.grpc.CallDoor.ReplyForm;
import dev.quarterdeck.apiserver.http.Exchange;
import dev.quarterdeck.apiserver.http.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.proto.v1.ApplyRequest;
import dev.quarterdeck.proto.v1.CreateRequest;
import dev.quarterdeck.proto.v1.DeleteCollectionRequest;
import dev.quarterdeck.proto.v1.DeleteRequest;
import dev.quarterdeck.proto.v1.GetRequest;
import dev.quarterdeck.proto.v1.ListRequest;
import dev.quarterdeck.proto.v1.PatchRequest;
import dev.quarterdeck.proto.v1.UpdateRequest;
import dev.quarterdeck.proto.v1.VersionRequest;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The methods of {@code quarterdeck.v1.Api}. */
final class ApiService {

  static final String NAME = "quarterdeck.v1.Api";

  private final GrpcRoutes.Parts parts;
  private final EventFrame.Forms forms = new EventFrame.Forms();

  ApiService(GrpcRoutes.Parts parts) {
    this.parts = parts;
  }

  Map<MethodName, Method> methods() {
    var all = new HashMap<MethodName, Method>();
    put(all, "Version", VersionRequest.parser(), _ -> RestRequest.get("/version"));
    put(all, "Get", GetRequest.parser(), Translation::get);
    put(all, "List", ListRequest.parser(), Translation::list);
    put(all, "Watch", WatchRequest.parser(), Translation::watch);
    put(all, "Create", CreateRequest.parser(), Translation::create);
    put(all, "Update", UpdateRequest.parser(), Translation::update);
    put(all, "Patch", PatchRequest.parser(), Translation::patch);
    put(all, "Apply", ApplyRequest.parser(), Translation::apply);
    put(all, "Delete", DeleteRequest.parser(), Translation::delete);
    put(all, "DeleteCollection", DeleteCollectionRequest.parser(), Translation::deleteCollection);
    return all;
  }

  private <M extends MessageLite> void put(
      Map<MethodName, Method> all,
      String name,
      Parser<M> parser,
      Function<M, RestRequest> translation) {
    ReplyForm replies = name.equals("Version") ? Replies::version : Replies::object;
    all.put(
        new MethodName(NAME, name),
        new OneMessage<>(
            parser,
            (call, message) -> serve(call, translation.apply(message), replies, NO_CONNECTION),
            parts.workers(),
            parts.messageWithin()));
  }

  private static final Connector NO_CONNECTION = ApiService::notHere;

  private static Reply notHere(VerbRequest request, Runnable ended) {
    throw ApiFault.badRequest(
        "%s is a stream: call PodLogs, PodExec or PortForward".formatted(request.subresource()));
  }

  /** Walks the request path with what a call has been translated into. */
  void serve(GrpcCall call, RestRequest rest, ReplyForm replies, Connector connector) {
    var request = call.request();
    var headers = RestRequest.noQuery();
    headers.set("Accept", rest.accept());
    var userAgent = request.getHeader("User-Agent");
    if (userAgent != null) {
      headers.set("User-Agent", userAgent);
    }
    if (!rest.query().contains("watch")) {
      GrpcTimeout.parse(request.getHeader("grpc-timeout"))
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
    var door =
        new CallDoor(call, parts.rooms(), parts.verbs(), parts.caches(), forms, replies, connector);
    parts.rooms().requests().serve(exchange, door);
  }
}
