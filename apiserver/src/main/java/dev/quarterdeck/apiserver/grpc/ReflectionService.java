package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quarterdeck.apiserver.grpc.CallDoor.Handlers;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.proto.reflection.v1.ServerReflectionRequest;
import java.io.IOException;
import java.util.Map;

/**
 * gRPC's server reflection, in its v1 and under its older name v1alpha, whose messages are the same
 * on the wire. Open to whoever may read REST's OpenAPI documents.
 */
final class ReflectionService {

  private static final String METHOD = "ServerReflectionInfo";
  private static final String LIKE = "/openapi/v3";

  private final GrpcRoutes.Parts parts;
  private final Pathway pathway;
  private final ReflectionAnswers descriptions = new ReflectionAnswers();

  ReflectionService(GrpcRoutes.Parts parts, Pathway pathway) {
    this.parts = parts;
    this.pathway = pathway;
  }

  Map<MethodName, Method> methods() {
    var method = new ManyMessages(this::serve, parts);
    return Map.of(
        new MethodName("grpc.reflection.v1.ServerReflection", METHOD), method,
        new MethodName("grpc.reflection.v1alpha.ServerReflection", METHOD), method);
  }

  private void serve(GrpcCall call, Inbound inbound) {
    var handlers = Handlers.OF_OBJECTS.withStream(_ -> answer(call, inbound));
    pathway.walk(call, RestRequest.get(LIKE), handlers);
  }

  private void answer(GrpcCall call, Inbound inbound) {
    try {
      for (var message = inbound.next(); message != null; message = inbound.next()) {
        call.send(descriptions.answer(ServerReflectionRequest.parseFrom(message)));
      }
      call.end(Outcome.OK);
    } catch (InvalidProtocolBufferException malformed) {
      throw ApiFault.badRequest("the message is malformed: " + malformed.getMessage());
    } catch (IOException gone) {
      call.cancelled();
    }
  }
}
