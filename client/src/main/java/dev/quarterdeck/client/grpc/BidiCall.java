package dev.quarterdeck.client.grpc;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;

/** A call both sides of which send messages. One thread may write while another reads. */
final class BidiCall<Q, R> implements AutoCloseable {

  private final BlockingClientCall<Q, R> call;
  private final MessageStream<R> replies;

  BidiCall(BlockingClientCall<Q, R> call) {
    this.call = call;
    replies = new MessageStream<>(call);
  }

  /**
   * Sends a message; waits while the other side does not take it.
   *
   * @throws CallException when the call is over, or the waiting thread is interrupted
   */
  void write(Q message) {
    try {
      call.write(message);
    } catch (StatusException failure) {
      throw CallException.of(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw CallException.interrupted();
    }
  }

  /** Says that no more messages will be sent. */
  void closeInput() {
    call.halfClose();
  }

  /** As {@link MessageStream#next}. */
  R read() {
    return replies.next();
  }

  /** As {@link MessageStream#close}. */
  @Override
  public void close() {
    replies.close();
  }
}
