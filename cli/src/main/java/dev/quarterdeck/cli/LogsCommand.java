package dev.quarterdeck.cli;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.process.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Prints a component's log: etcd, control-plane, node-1, node-1/containerd …")
final class LogsCommand implements Callable<Integer> {

  @Mixin LabOptions options = new LabOptions();

  @Parameters(
      paramLabel = "COMPONENT",
      description = "etcd, control-plane, NODE (its agent) or NODE/containerd.")
  String component;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing as it grows.")
  boolean follow;

  @Option(
      names = "--tail",
      defaultValue = "200",
      description = "Last lines (default: ${DEFAULT-VALUE}).")
  int tail;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var processes = options.open().processes();
    var line =
        processes.stream()
            .filter(
                process ->
                    process.name().equals(component)
                        || component.equals(process.place() + "/" + process.name())
                        || component.equals(process.place())
                            && !process.name().equals("containerd"))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "no component %s; there are %s"
                            .formatted(
                                component,
                                processes.stream()
                                    .map(
                                        process ->
                                            process.place().equals(Lab.THIS_MACHINE)
                                                ? process.name()
                                                : process.place() + "/" + process.name())
                                    .collect(Collectors.joining(", ")))));
    var words = new ArrayList<>(List.of("tail", "-n", Integer.toString(tail)));
    if (follow) {
      words.add("-F");
    }
    words.add(line.log().toString());
    return new ProcessBuilder(words).inheritIO().start().waitFor();
  }
}
