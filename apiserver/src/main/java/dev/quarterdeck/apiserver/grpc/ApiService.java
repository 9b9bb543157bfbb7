package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.quarterdeck.apiserver.grpc.CallDoor.Handlers;
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
  private final Pathway pathway;

  ApiService(GrpcRoutes.Parts parts, Pathway pathway) {
    this.parts = parts;
    this.pathway = pathway;
  }

  Map<MethodName, Method> methods() {
    var all = new HashMap<MethodName, Method>();
    var version = Handlers.of(Replies::version).withDocuments(parts.answers().documents()::answer);
    put(all, "Version", VersionRequest.parser(), _ -> RestRequest.get("/version"), version);
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
    put(all, name, parser, translation, Handlers.OF_OBJECTS);
  }

  private <M extends MessageLite> void put(
      Map<MethodName, Method> all,
      String name,
      Parser<M> parser,
      Function<M, RestRequest> translation,
      Handlers handlers) {
    all.put(
        new MethodName(NAME, name),
        new OneMessage<>(
            parser,
            (call, message) -> pathway.walk(call, translation.apply(message), handlers),
            parts));
  }
}
