package dev.quarterdeck.client.grpc;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;

/** A server stream, read message by message at the reader's pace. */
final class MessageStream<R> implements AutoCloseable {

  private final BlockingClientCall<?, R> call;

  /** Nothing is left to cancel. */
  private volatile boolean ended;

  MessageStream(BlockingClientCall<?, R> call) {
    this.call = call;
  }

  /**
   * Waits for the next message.
   *
   * @return null at the stream's end
   * @throws CallException when it breaks, or the waiting thread is interrupted
   */
  R next() {
    try {
      var message = call.read();
      ended = message == null;
      return message;
    } catch (StatusException failure) {
      ended = true;
      throw CallException.of(failure);
    } catch (StatusRuntimeException failure) {
      ended = true;
      throw CallException.of(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw CallException.interrupted();
    }
  }

  /**
   * Gives the stream up. One that has ended by itself is left alone: resetting it would still be
   * told to the server, which takes many resets for an attack and ends the connection.
   */
  @Override
  public void close() {
    if (!ended) {
      call.cancel("closed by the reader", null);
    }
  }
}
