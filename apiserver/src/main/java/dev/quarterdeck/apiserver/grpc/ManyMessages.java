package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A method whose calls stream messages: works on a virtual thread from the first one on. */
final class ManyMessages implements Method {

  /** The work of one call; an IOException means that the call is over. */
  @FunctionalInterface
  interface Conversation {
    void with(GrpcCall call, Inbound inbound) throws IOException;
  }

  private final Conversation work;
  private final ExecutorService workers;
  private final BodyMemory memory;

  ManyMessages(Conversation work, GrpcRoutes.Parts parts) {
    this.work = work;
    this.workers = parts.workers();
    this.memory = parts.memory();
  }

  @Override
  public void begin(GrpcCall call, HttpServerRequest request) {
    var inbound = Inbound.of(call, request, memory);
    try {
      workers.execute(() -> run(call, inbound));
    } catch (RejectedExecutionException closing) {
      call.fail(new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
    }
  }

  private void run(GrpcCall call, Inbound inbound) {
    try {
      work.with(call, inbound);
    } catch (ApiFault fault) {
      call.fail(fault);
    } catch (IOException gone) {
      call.cancelled();
    }
  }
}
