package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.proto.v1.PortForwardInput;
import dev.quarterdeck.proto.v1.PortForwardOutput;
import dev.quarterdeck.proto.v1.PortForwardStart;
import io.grpc.stub.BlockingClientCall;

/** A connection to a port inside a pod. One thread may write while another reads. */
public final class PortConnection implements AutoCloseable {

  private final BidiCall<PortForwardInput, PortForwardOutput> call;

  PortConnection(
      BlockingClientCall<PortForwardInput, PortForwardOutput> call, PortForwardStart start) {
    this.call = new BidiCall<>(call);
    this.call.write(PortForwardInput.newBuilder().setStart(start).build());
  }

  /** Sends bytes; waits while the other side does not read. */
  public void write(byte[] bytes) {
    call.write(PortForwardInput.newBuilder().setData(ByteString.copyFrom(bytes)).build());
  }

  /**
   * Waits for bytes.
   *
   * @return null once the other side has closed
   */
  public byte[] read() {
    var output = call.read();
    return output == null ? null : output.getData().toByteArray();
  }

  /** Says that no more bytes will be written. */
  public void closeInput() {
    call.closeInput();
  }

  @Override
  public void close() {
    call.close();
  }
}
