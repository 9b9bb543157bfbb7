package dev.quarterdeck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "kubeconfig",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the path of the administrator's kubeconfig:",
      "  export KUBECONFIG=$(qd kubeconfig)"
    })
final class KubeconfigCommand implements Callable<Integer> {

  @Mixin LabOptions options = new LabOptions();
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Option(names = "--raw", description = "Print the file itself.")
  boolean raw;

  @Override
  public Integer call() throws IOException {
    var file = options.open().folder().kubeconfig();
    command.commandLine().getOut().println(raw ? Files.readString(file) : file.toString());
    return 0;
  }
}
