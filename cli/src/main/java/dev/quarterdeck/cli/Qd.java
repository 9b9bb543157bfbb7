package dev.quarterdeck.cli;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.model.ApiFault;
import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine;

/** The command line: {@code qd up}, {@code qd demo}, {@code qd lab kill node-2} … */
@CommandLine.Command(
    name = "qd",
    mixinStandardHelpOptions = true,
    version = "Quarterdeck 0.1.0, Kubernetes v1.36 on the wire",
    description = "Kubernetes' control plane and node agent, written anew in Java.",
    footer = {
      "",
      "Also, by the launcher script itself: qd test (the whole test suite), qd bench, qd build."
    },
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DemoCommand.class,
      KubeconfigCommand.class,
      LogsCommand.class,
      GrpcCommand.class,
      LabCommand.class,
      ImageCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Qd {

  private Qd() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Qd())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((fault, command, parsed) -> explain(fault, command))
        .setUsageHelpAutoWidth(true);
  }

  /** What a user can mend is one line; anything else is a defect of ours and shows where it is. */
  private static int explain(Exception fault, CommandLine command) {
    switch (fault) {
      case UserError _, Command.Failed _, ApiFault _ ->
          command.getErr().println("qd: " + fault.getMessage());
      case CallException silence when silence.code().equals("UNAVAILABLE") ->
          command.getErr().println(noAnswer(silence.getMessage()));
      case CallException refusal ->
          command.getErr().println("qd: %s: %s".formatted(refusal.code(), refusal.getMessage()));
      case KubernetesClientException silence when !ApiClient.isAnswered(silence) ->
          command.getErr().println(noAnswer(ApiClient.reason(silence)));
      case KubernetesClientException refusal ->
          command.getErr().println("qd: the API server says: " + refusal.getMessage());
      case InterruptedException _ -> command.getErr().println("qd: interrupted");
      default -> fault.printStackTrace(command.getErr());
    }
    return 1;
  }

  private static String noAnswer(String why) {
    return "qd: the API server does not answer (%s); qd up brings it up again, qd logs control-plane"
            .formatted(why)
        + " tells what happened to it";
  }
}
