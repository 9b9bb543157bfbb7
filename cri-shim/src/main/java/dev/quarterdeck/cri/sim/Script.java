package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.GoDuration;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a simulated container does. It runs its command if that is one of {@link Commands}, and
 * otherwise runs until it is stopped. Pod annotations replace the command: {@code
 * sim.quarterdeck.dev/exit-after} (such as {@code 5s}), {@code exit-code} (one code for each
 * attempt, such as {@code 1,0}; the last one is that of all further attempts) and {@code
 * stop-after} (how long the container runs after the stop signal). An annotation for one container
 * alone has the container's name after a dot, as {@code exit-after.NAME}.
 *
 * @param exitAfter how long the container runs; empty when it does not exit by itself
 * @param output what the container writes to its log at the start
 * @param stopAfter how long the container runs after the stop signal
 */
record Script(Optional<Duration> exitAfter, int exitCode, String output, Duration stopAfter) {

  static final String PREFIX = "sim.quarterdeck.dev/";

  static Script of(ContainerConfig container, PodSandboxConfig sandbox) {
    var line = new ArrayList<>(container.getCommandList());
    line.addAll(container.getArgsList());
    var known = Commands.run(line);
    var name = container.getMetadata().getName();
    var exitAfter = annotation(sandbox, "exit-after", name).map(GoDuration::parse);
    var attempt = container.getMetadata().getAttempt();
    var exitCode = annotation(sandbox, "exit-code", name).map(codes -> exitCode(codes, attempt));
    var stopAfter = annotation(sandbox, "stop-after", name).map(GoDuration::parse);
    return new Script(
        exitAfter.or(() -> known.flatMap(Commands.Outcome::takes)),
        exitCode.orElse(known.map(Commands.Outcome::exitCode).orElse(0)),
        known.map(Commands.Outcome::stdout).orElse(startLine(name, line)),
        stopAfter.orElse(Duration.ZERO));
  }

  private static int exitCode(String codes, int attempt) {
    var each = codes.split(",");
    return Integer.parseInt(each[Math.min(attempt, each.length - 1)]);
  }

  private static String startLine(String name, List<String> line) {
    return "simulated container %s started: %s\n".formatted(name, String.join(" ", line).strip());
  }

  private static Optional<String> annotation(PodSandboxConfig sandbox, String key, String name) {
    var all = sandbox.getAnnotationsMap();
    return Optional.ofNullable(all.getOrDefault(PREFIX + key + "." + name, all.get(PREFIX + key)));
  }
}
