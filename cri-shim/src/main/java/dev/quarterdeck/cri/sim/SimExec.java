package dev.quarterdeck.cri.sim;

import com.google.protobuf.ByteString;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.ExecSyncRequest;
import dev.quarterdeck.proto.cri.v1.ExecSyncResponse;
import java.time.Duration;

/** Answers ExecSync for the commands of {@link Commands}, after the time that the command takes. */
final class SimExec {

  private static final int NOT_FOUND = 127;
  private static final Duration FOREVER = Duration.ofDays(3650);

  private SimExec() {}

  static ExecSyncResponse run(ExecSyncRequest request, Time time) throws InterruptedException {
    var outcome = Commands.run(request.getCmdList());
    if (outcome.isEmpty()) {
      var name = String.join(" ", request.getCmdList());
      return ExecSyncResponse.newBuilder()
          .setExitCode(NOT_FOUND)
          .setStderr(ByteString.copyFromUtf8("sim: " + name + ": not found\n"))
          .build();
    }
    var limit = request.getTimeout() == 0 ? FOREVER : Duration.ofSeconds(request.getTimeout());
    var takes = outcome.get().takes().orElse(FOREVER.plusDays(1));
    if (takes.compareTo(limit) > 0) {
      time.sleep(limit);
      throw new CriFault.Timeout("timeout %ds exceeded".formatted(request.getTimeout()));
    }
    time.sleep(takes);
    return ExecSyncResponse.newBuilder()
        .setExitCode(outcome.get().exitCode())
        .setStdout(ByteString.copyFromUtf8(outcome.get().stdout()))
        .build();
  }
}
