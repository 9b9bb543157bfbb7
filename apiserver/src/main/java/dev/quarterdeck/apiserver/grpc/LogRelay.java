package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.quarterdeck.apiserver.http.body.BackendAnswer;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.LogChunk;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Passes a container's log on from the node agent, at the client's pace. */
final class LogRelay {

  private final GrpcCall call;
  private final Backends backends;

  LogRelay(GrpcCall call, Backends backends) {
    this.call = call;
    this.backends = backends;
  }

  Reply connect(VerbRequest request, Parameters query) {
    var target = backends.pods().log(request, query);
    if (target.isEmpty()) {
      call.begin();
      call.end(Outcome.OK);
    } else {
      pass(backends.relay().get(target.get(), request.name()));
    }
    return new Reply.Streaming(200);
  }

  private void pass(BackendAnswer log) {
    call.whenOver(() -> log.reset());
    call.whenRoom(
        () -> {
          if (!call.isFull()) {
            log.resume();
          }
        });
    log.handler(bytes -> pass(log, bytes));
    log.endHandler(end -> call.end(Outcome.OK));
    log.exceptionHandler(
        broken ->
            call.fail(
                new ApiFault(Reason.SERVICE_UNAVAILABLE, "the node agent broke the log off")));
    call.begin();
    call.context().runOnContext(ignored -> call.keepOpen());
    log.resume();
  }

  private void pass(BackendAnswer log, Buffer bytes) {
    var chunk =
        LogChunk.newBuilder().setData(UnsafeByteOperations.unsafeWrap(bytes.getBytes())).build();
    try {
      call.write(Buffer.buffer(Frames.of(chunk)));
      if (call.isFull()) {
        log.pause();
      }
    } catch (IOException gone) {
      call.cancelled();
    }
  }
}
