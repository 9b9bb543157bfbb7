package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * A method whose calls carry one message: collects it on the event loop, then works on a virtual
 * thread.
 */
final class OneMessage<M extends MessageLite> implements Method {

  private final Parser<M> parser;
  private final BiConsumer<GrpcCall, M> work;
  private final ExecutorService workers;
  private final Duration messageWithin;
  private final BodyMemory memory;

  OneMessage(Parser<M> parser, BiConsumer<GrpcCall, M> work, GrpcRoutes.Parts parts) {
    this.parser = parser;
    this.work = work;
    this.workers = parts.workers();
    this.messageWithin = parts.limits().bodyWithin();
    this.memory = parts.memory();
  }

  @Override
  public void begin(GrpcCall call, HttpServerRequest request) {
    var messages = new ArrayList<byte[]>(1);
    var held = new HeldBytes(call, memory);
    var reader = new MessageReader(request.getHeader("grpc-encoding"), messages::add);
    var arrived = expect(call);
    request.exceptionHandler(gone -> call.cancelled());
    request.handler(
        bytes -> {
          if (!call.isOver()) {
            try {
              reader.read(bytes);
              refuseIf(messages.size() > 1);
              held.are(reader.unread() + (messages.isEmpty() ? 0 : messages.getFirst().length));
            } catch (ApiFault fault) {
              call.fail(fault);
            }
          }
        });
    request.endHandler(
        ended -> {
          arrived.run();
          held.none();
          try {
            refuseIf(messages.size() != 1 || reader.unread() > 0);
            work(call, messages.getFirst());
          } catch (ApiFault fault) {
            call.fail(fault);
          }
        });
  }

  /**
   * Ends a call whose message does not come, unless its own deadline does that: a timer is dear.
   *
   * @return to be run when the message is there
   */
  private Runnable expect(GrpcCall call) {
    if (call.allowed().filter(allowed -> allowed.compareTo(messageWithin) <= 0).isPresent()) {
      return () -> {};
    }
    var owner = call.context().owner();
    var timer = owner.setTimer(messageWithin.toMillis(), ignored -> call.fail(slow()));
    Runnable arrived = () -> owner.cancelTimer(timer);
    call.whenOver(arrived);
    return arrived;
  }

  private static void refuseIf(boolean wrong) {
    if (wrong) {
      throw ApiFault.badRequest("the call must carry one message");
    }
  }

  private void work(GrpcCall call, byte[] message) {
    try {
      workers.execute(() -> run(call, message));
    } catch (RejectedExecutionException closing) {
      call.fail(new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
    }
  }

  private void run(GrpcCall call, byte[] message) {
    try {
      work.accept(call, parser.parseFrom(message));
    } catch (InvalidProtocolBufferException malformed) {
      call.fail(ApiFault.badRequest("the message is malformed: " + malformed.getMessage()));
    } catch (ApiFault fault) {
      call.fail(fault);
    }
  }

  private static ApiFault slow() {
    return new ApiFault(Reason.TIMEOUT, "Timeout: the request's message did not come in time");
  }
}
