package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.proto.v1.ExecInput;
import dev.quarterdeck.proto.v1.ExecOutcome;
import dev.quarterdeck.proto.v1.ExecOutput;
import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.TerminalSize;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.OutputStream;

/** A command that runs in a container. One thread may write while another reads. */
public final class ExecSession implements AutoCloseable {

  private final BlockingClientCall<ExecInput, ExecOutput> call;
  private final Incoming<ExecOutput> outputs;

  ExecSession(BlockingClientCall<ExecInput, ExecOutput> call, ExecStart start) {
    this.call = call;
    this.outputs = new Incoming<>(call);
    write(ExecInput.newBuilder().setStart(start).build());
  }

  /** Writes to the command's standard input; waits while the command does not read. */
  public void write(byte[] bytes) {
    write(ExecInput.newBuilder().setStdin(ByteString.copyFrom(bytes)).build());
  }

  /** Tells the command's terminal its size, in characters. */
  public void resize(int width, int height) {
    var size = TerminalSize.newBuilder().setWidth(width).setHeight(height);
    write(ExecInput.newBuilder().setResize(size).build());
  }

  private void write(ExecInput input) {
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

  /** Ends the command's standard input. */
  public void closeInput() {
    call.halfClose();
  }

  /**
   * Passes the command's output on until it ends.
   *
   * @return its exit code
   * @throws CallException when it could not be run
   * @throws IOException from the given streams
   */
  public int copyTo(OutputStream stdout, OutputStream stderr) throws IOException {
    ExecOutcome outcome = null;
    for (var output = outputs.next(); output != null; output = outputs.next()) {
      switch (output.getOutputCase()) {
        case STDOUT -> pass(output.getStdout(), stdout);
        case STDERR -> pass(output.getStderr(), stderr);
        case OUTCOME -> outcome = output.getOutcome();
        case OUTPUT_NOT_SET -> {}
      }
    }
    if (outcome == null) {
      throw new IOException("the stream ended without the command's outcome");
    }
    return exitCode(outcome);
  }

  private static void pass(ByteString bytes, OutputStream out) throws IOException {
    bytes.writeTo(out);
    out.flush();
  }

  private static int exitCode(ExecOutcome outcome) throws IOException {
    if (outcome.hasStatus()) {
      throw new IOException(outcome.getStatus().getMessage());
    }
    return outcome.getExitCode();
  }

  /** Gives the command up; its container's runtime ends it. */
  @Override
  public void close() {
    outputs.close();
  }
}
