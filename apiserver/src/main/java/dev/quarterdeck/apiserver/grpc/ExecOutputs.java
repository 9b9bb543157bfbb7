package dev.quarterdeck.apiserver.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.client.stream.SpdySession;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.proto.v1.ExecOutcome;
import dev.quarterdeck.proto.v1.ExecOutput;
import dev.quarterdeck.proto.v1.Status;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Passes a command's output on and, when all streams have ended, its outcome: the error stream
 * carries a Status. Called on the event loop of the connection to the node agent.
 */
final class ExecOutputs implements SpdySession.Listener {

  private static final int MAX_STATUS = 64 * 1024;

  private final GrpcCall call;
  private final ByteArrayOutputStream status = new ByteArrayOutputStream();
  private final Set<Integer> ended = new HashSet<>();
  private volatile SpdySession session;
  private volatile int errors;
  private volatile int stdout;
  private volatile int stderr;

  ExecOutputs(GrpcCall call) {
    this.call = call;
  }

  /** Slows the session while the client does not read. */
  void of(SpdySession session) {
    this.session = session;
    call.whenRoom(
        () -> {
          if (!call.isFull()) {
            session.resume();
          }
        });
  }

  void errors(int stream) {
    errors = stream;
  }

  void stdout(int stream) {
    stdout = stream;
  }

  void stderr(int stream) {
    stderr = stream;
  }

  @Override
  public void data(int stream, byte[] bytes) {
    if (stream == errors) {
      status.write(bytes, 0, Math.min(bytes.length, MAX_STATUS - status.size()));
    } else if (stream == stdout) {
      pass(ExecRelay.stdout(bytes));
    } else if (stream == stderr) {
      pass(ExecRelay.stderr(bytes));
    }
  }

  private void pass(ExecOutput output) {
    try {
      call.write(Buffer.buffer(Frames.of(output)));
      if (call.isFull() && session != null) {
        session.pause();
      }
    } catch (IOException gone) {
      call.cancelled();
    }
  }

  @Override
  public void end(int stream) {
    ended.add(stream);
    if (all(errors, stdout, stderr)) {
      finish();
    }
  }

  private boolean all(int... streams) {
    for (var stream : streams) {
      if (stream > 0 && !ended.contains(stream)) {
        return false;
      }
    }
    return errors > 0;
  }

  @Override
  public void closed() {
    if (status.size() > 0) {
      finish();
    } else {
      call.fail(
          new ApiFault(Reason.SERVICE_UNAVAILABLE, "the connection to the node agent is gone"));
    }
  }

  private void finish() {
    if (call.isOver()) {
      return;
    }
    pass(ExecRelay.outcome(outcome(status.toByteArray())));
    call.end(Outcome.OK);
  }

  /** What the runtime says of the command's end; nothing means that all went well. */
  static ExecOutcome.Builder outcome(byte[] json) {
    var outcome = ExecOutcome.newBuilder();
    if (json.length == 0) {
      return outcome;
    }
    JsonNode status;
    try {
      status = Json.parse(json);
    } catch (ApiFault notJson) { // Older runtimes send a sentence.
      return outcome.setStatus(
          Status.newBuilder()
              .setReason(Reason.INTERNAL_ERROR.wireName())
              .setMessage(Translation.text(json)));
    }
    if (status.path("status").asText().equals("Success")) {
      return outcome;
    }
    for (var cause : status.path("details").path("causes")) {
      if (cause.path("reason").asText().equals("ExitCode")) {
        return outcome.setExitCode(cause.path("message").asInt());
      }
    }
    return outcome.setStatus(
        Status.newBuilder()
            .setReason(status.path("reason").asText())
            .setMessage(status.path("message").asText())
            .setCode(status.path("code").asInt()));
  }
}
