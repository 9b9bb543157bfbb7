package dev.quarterdeck.cli;

import dev.quarterdeck.cli.terminal.Progress;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Makes hosts fail as real ones do, and recover.",
    synopsisSubcommandLabel = "COMMAND")
final class LabCommand {

  @Mixin LabOptions options = new LabOptions();

  @Command(description = "Powers a host off: agent, containerd and containers end at once.")
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

  @Command(description = "Cuts a host off the network.")
  int partition(@Parameters(paramLabel = "NODE") String node) {
    options.open().host(node).setLink(false);
    return 0;
  }

  @Command(description = "Connects a host to the network again.")
  int heal(@Parameters(paramLabel = "NODE") String node) {
    options.open().host(node).setLink(true);
    return 0;
  }

  @Command(
      name = "restart-agent",
      description = "Kills a host's node agent, which is started again; containers keep running.")
  int restartAgent(@Parameters(paramLabel = "NODE") String node) throws IOException {
    options.open().host(node).restartAgent();
    return 0;
  }
}
