package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.proto.v1.PortForwardInput;
import dev.quarterdeck.proto.v1.PortForwardOutput;
import dev.quarterdeck.proto.v1.PortForwardStart;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;

/** A connection to a port inside a pod. One thread may write while another reads. */
public final class PortConnection implements AutoCloseable {

  private final BlockingClientCall<PortForwardInput, PortForwardOutput> call;
  private final Incoming<PortForwardOutput> outputs;

  PortConnection(
      BlockingClientCall<PortForwardInput, PortForwardOutput> call, PortForwardStart start) {
    this.call = call;
    this.outputs = new Incoming<>(call);
    write(PortForwardInput.newBuilder().setStart(start).build());
  }

  /** Sends bytes; waits while the other side does not read. */
  public void write(byte[] bytes) {
    write(PortForwardInput.newBuilder().setData(ByteString.copyFrom(bytes)).build());
  }

  private void write(PortForwardInput input) {
    try {
      call.write(input);
    } catch (StatusException failure) {
      throw CallException.of(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw CallException.interrupted();
    }
  }

  /**
   * Waits for bytes.
   *
   * @return null once the other side has closed
   */
  public byte[] read() {
    var output = outputs.next();
    return output == null ? null : output.getData().toByteArray();
  }

  /** Says that no more bytes will be written. */
  public void closeInput() {
    call.halfClose();
  }

  @Override
  public void close() {
    outputs.close();
  }
}
