package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.GoDuration;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Serves a {@link SimulatedCri} until the process is stopped: {@code --socket=PATH
 * [--pod-cidr=CIDR] [--sandbox-cost=20ms] [--container-cost=5ms] [--pull-cost=1s]
 * [--events=false]}.
 */
public final class SimulatedCriMain {

  private static final Set<String> OPTIONS =
      Set.of("socket", "pod-cidr", "sandbox-cost", "container-cost", "pull-cost", "events");

  private SimulatedCriMain() {}

  public static void main(String[] arguments) throws Exception {
    var given = parse(arguments);
    var costs =
        SimOptions.DEFAULT.withCosts(
            GoDuration.parse(given.getOrDefault("sandbox-cost", "0")),
            GoDuration.parse(given.getOrDefault("container-cost", "0")),
            GoDuration.parse(given.getOrDefault("pull-cost", "0")));
    var options =
        costs
            .withPodCidr(given.getOrDefault("pod-cidr", ""))
            .withEvents(Boolean.parseBoolean(given.getOrDefault("events", "true")));
    try (var sim = SimulatedCri.start(Path.of(given.get("socket")), options)) {
      System.out.println("simulated CRI runtime on " + sim.endpoint());
      new CountDownLatch(1).await(); // until the process is stopped
    }
  }

  private static Map<String, String> parse(String[] arguments) {
    var given = new HashMap<String, String>();
    for (var argument : arguments) {
      var at = argument.indexOf('=');
      var name = argument.startsWith("--") && at > 0 ? argument.substring(2, at) : "";
      if (!OPTIONS.contains(name)) {
        throw new IllegalArgumentException(
            "%s: not an option; known are --name=value of %s".formatted(argument, OPTIONS));
      }
      given.put(name, argument.substring(at + 1));
    }
    if (!given.containsKey("socket")) {
      throw new IllegalArgumentException("--socket=PATH is required");
    }
    return given;
  }
}
