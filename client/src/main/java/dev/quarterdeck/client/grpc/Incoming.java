package dev.quarterdeck.client.grpc;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;

/** A server stream, read message by message at the reader's pace. */
final class Incoming<R> implements AutoCloseable {

  private final BlockingClientCall<?, R> call;

  Incoming(BlockingClientCall<?, R> call) {
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
      return call.read();
    } catch (StatusException failure) {
      throw CallException.of(failure);
    } catch (StatusRuntimeException failure) {
      throw CallException.of(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw CallException.interrupted();
    }
  }

  @Override
  public void close() {
    call.cancel("closed by the reader", null);
  }
}
