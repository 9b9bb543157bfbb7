package dev.quarterdeck.client.grpc;

import com.google.protobuf.DynamicMessage;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;

/** A call whose messages are known from the server's description. */
public final class ReflectedCall implements AutoCloseable {

  private final BlockingClientCall<DynamicMessage, DynamicMessage> call;
  private final Incoming<DynamicMessage> replies;

  ReflectedCall(BlockingClientCall<DynamicMessage, DynamicMessage> call) {
    this.call = call;
    this.replies = new Incoming<>(call);
  }

  /** Sends a message; waits while the server does not take it. */
  public void write(DynamicMessage message) {
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
  public void closeInput() {
    call.halfClose();
  }

  /** Waits for the next reply; null when the call has ended well. */
  public DynamicMessage read() {
    return replies.next();
  }

  @Override
  public void close() {
    replies.close();
  }
}
