package dev.quarterdeck.cli;

import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Brings images to the hosts without a registry.",
    synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {

  @Mixin LabOptions options = new LabOptions();

  @Command(description = "Loads a tar file (docker save or OCI layout) into each host.")
  int load(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--node", description = "Only this host.") String node) {
    if (!Files.isReadable(file)) {
      throw new UserError("cannot read " + file);
    }
    var lab = options.open();
    var hosts = node == null ? lab.hosts() : List.of(lab.host(node));
    if (hosts.isEmpty()) {
      throw new UserError("a simulated lab takes any image; there is nowhere to load one");
    }
    var progress = Progress.onStandardError();
    for (var host : hosts) {
      progress.step("loading %s into %s".formatted(file.getFileName(), host.node().name()));
      host.importImage(file);
    }
    progress.done();
    return 0;
  }
}
