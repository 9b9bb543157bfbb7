package dev.quarterdeck.cli;

import dev.quarterdeck.cli.terminal.Progress;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Does things to the lab's hosts that happen to real ones.",
    synopsisSubcommandLabel = "COMMAND")
final class LabCommand {

  @Mixin LabOptions options = new LabOptions();

  @Command(description = "Powers a host off: agent, containerd and containers die at once.")
  int kill(@Parameters(paramLabel = "NODE") String node) throws IOException, InterruptedException {
    var host = options.open().host(node);
    var progress = Progress.onStandardError();
    progress.step("powering %s off".formatted(node));
    host.powerOff();
    progress.done();
    return 0;
  }

  @Command(description = "Switches a host on again.")
  int start(@Parameters(paramLabel = "NODE") String node) throws IOException, InterruptedException {
    var lab = options.open();
    var progress = Progress.onStandardError();
    progress.step("switching %s on".formatted(node));
    lab.startHost(lab.host(node));
    progress.done();
    return 0;
  }

  @Command(description = "Pulls a host's network cable.")
  int partition(@Parameters(paramLabel = "NODE") String node) {
    options.open().host(node).setCable(false);
    return 0;
  }

  @Command(description = "Plugs a host's network cable in again.")
  int heal(@Parameters(paramLabel = "NODE") String node) {
    options.open().host(node).setCable(true);
    return 0;
  }

  @Command(
      name = "restart-agent",
      description = "Kills a host's node agent and lets it start again; containers go on.")
  int restartAgent(@Parameters(paramLabel = "NODE") String node) throws IOException {
    options.open().host(node).restartAgent();
    return 0;
  }
}
