package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.ByteString;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.request.Parameters;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.stream.SpdySession;
import dev.quarterdeck.client.stream.UpgradeTarget;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.v1.ExecInput;
import dev.quarterdeck.proto.v1.ExecOutcome;
import dev.quarterdeck.proto.v1.ExecOutput;
import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.TerminalSize;
import java.io.IOException;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Runs a command, or attaches to what runs, through the node agent, over the streams of {@code
 * v4.channel.k8s.io}: error, stdin, stdout, stderr, resize. The calling virtual thread feeds stdin;
 * the connection's event loop passes output on.
 */
final class ExecRelay {

  private static final String PROTOCOL = "v4.channel.k8s.io";

  private final GrpcCall call;
  private final Inbound inbound;
  private final Backends backends;
  private final ExecStart start;

  ExecRelay(GrpcCall call, Inbound inbound, Backends backends, ExecStart start) {
    this.call = call;
    this.inbound = inbound;
    this.backends = backends;
    this.start = start;
  }

  /** Returns when the client has sent all it wants to send; output may go on. */
  Reply connect(VerbRequest request, Parameters query) {
    var agent = backends.pods().upgrade(request, query);
    var outputs = new ExecOutputs(call);
    var session =
        SpdySession.connect(
            backends.dialer().upgrades(),
            UpgradeTarget.of(agent.host(), agent.port(), agent.uri()),
            PROTOCOL,
            outputs);
    outputs.of(session);
    call.whenOver(session::close);
    call.context().runOnContext(ignored -> call.keepOpen());
    try {
      run(session, outputs);
    } catch (IOException broken) {
      outputs.closed(); // Unless it has ended by itself: then this changes nothing.
      session.close();
    }
    return new Reply.Streaming(200);
  }

  private void run(SpdySession session, ExecOutputs outputs) throws IOException {
    open(session, "error", outputs::errors);
    var stdin = start.getStdin() ? open(session, "stdin", ignored -> {}) : 0;
    if (start.getStdout()) {
      open(session, "stdout", outputs::stdout);
    }
    if (start.getStderr() && !start.getTty()) {
      open(session, "stderr", outputs::stderr);
    }
    var resize = start.getTty() ? open(session, "resize", ignored -> {}) : 0;
    call.begin();
    for (var message = inbound.next(); message != null; message = inbound.next()) {
      var input = ExecInput.parseFrom(message);
      if (input.hasStdin() && stdin > 0) {
        session.write(stdin, input.getStdin().toByteArray());
      } else if (input.hasResize() && resize > 0) {
        session.write(resize, size(input.getResize()));
      }
    }
    if (stdin > 0) {
      session.end(stdin);
    }
  }

  private static int open(SpdySession session, String type, IntConsumer announced)
      throws IOException {
    var stream = session.reserve();
    announced.accept(stream);
    session.open(stream, Map.of("streamtype", type));
    return stream;
  }

  private static byte[] size(TerminalSize size) {
    return Json.write(Json.object().put("Width", size.getWidth()).put("Height", size.getHeight()));
  }

  static ExecOutput stdout(byte[] bytes) {
    return ExecOutput.newBuilder().setStdout(ByteString.copyFrom(bytes)).build();
  }

  static ExecOutput stderr(byte[] bytes) {
    return ExecOutput.newBuilder().setStderr(ByteString.copyFrom(bytes)).build();
  }

  static ExecOutput outcome(ExecOutcome.Builder outcome) {
    return ExecOutput.newBuilder().setOutcome(outcome).build();
  }
}
