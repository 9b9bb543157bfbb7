package dev.quarterdeck.client.grpc;

import com.google.protobuf.DynamicMessage;
import io.grpc.stub.BlockingClientCall;

/** A call whose messages are known from the server's description. */
public final class ReflectedCall implements AutoCloseable {

  private final BidiCall<DynamicMessage, DynamicMessage> call;

  ReflectedCall(BlockingClientCall<DynamicMessage, DynamicMessage> call) {
    this.call = new BidiCall<>(call);
  }

  /** Sends a message; waits while the server does not take it. */
  public void write(DynamicMessage message) {
    call.write(message);
  }

  /** Says that no more messages will be sent. */
  public void closeInput() {
    call.closeInput();
  }

  /** Waits for the next reply; null when the call has ended well. */
  public DynamicMessage read() {
    return call.read();
  }

  @Override
  public void close() {
    call.close();
  }
}
