package dev.quarterdeck.client.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for the one reply of a gRPC call. */
public final class UnaryReply {

  private UnaryReply() {}

  /**
   * Waits until the reply is there, which the call's own deadline bounds.
   *
   * @throws StatusRuntimeException what went wrong, with the trailers that the server sent
   * @throws InterruptedException when the caller is interrupted; the call is cancelled then
   */
  public static <R> R await(Future<R> reply) throws InterruptedException {
    try {
      return reply.get();
    } catch (ExecutionException e) {
      var failure = e.getCause();
      throw Status.fromThrowable(failure).asRuntimeException(Status.trailersFromThrowable(failure));
    } catch (InterruptedException e) {
      reply.cancel(true);
      throw e;
    }
  }
}
