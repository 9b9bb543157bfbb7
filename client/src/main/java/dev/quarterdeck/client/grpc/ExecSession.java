package dev.quarterdeck.client.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.proto.v1.ExecInput;
import dev.quarterdeck.proto.v1.ExecOutcome;
import dev.quarterdeck.proto.v1.ExecOutput;
import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.TerminalSize;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A session with a command in a container, or with the process that the container runs. One thread
 * may write while another reads.
 */
public final class ExecSession implements AutoCloseable {

  private final BidiCall<ExecInput, ExecOutput> call;

  ExecSession(BlockingClientCall<ExecInput, ExecOutput> call, ExecStart start) {
    this.call = new BidiCall<>(call);
    this.call.write(ExecInput.newBuilder().setStart(start).build());
  }

  /** Writes to the command's standard input; waits while the command does not read. */
  public void write(byte[] bytes) {
    call.write(ExecInput.newBuilder().setStdin(ByteString.copyFrom(bytes)).build());
  }

  /** Tells the command's terminal its size, in characters. */
  public void resize(int width, int height) {
    var size = TerminalSize.newBuilder().setWidth(width).setHeight(height);
    call.write(ExecInput.newBuilder().setResize(size).build());
  }

  /** Ends the command's standard input. */
  public void closeInput() {
    call.closeInput();
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
    for (var output = call.read(); output != null; output = call.read()) {
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
    call.close();
  }
}
