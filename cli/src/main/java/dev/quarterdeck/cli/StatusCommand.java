package dev.quarterdeck.cli;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.terminal.TextTable;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what runs where: processes, nodes, pods.")
final class StatusCommand implements Callable<Integer> {

  @Mixin LabOptions options = new LabOptions();
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var lab = options.open();
    var out = command.commandLine().getOut();
    processes(lab, out);
    try (var client = lab.connect()) {
      nodes(client, out);
      pods(client, out);
      return 0;
    }
  }

  private static void processes(Lab lab, PrintWriter out) throws IOException {
    var table = new TextTable("WHERE", "PROCESS", "STATE", "PID", "LOG");
    for (var line : lab.processes()) {
      table.row(line.place(), line.name(), line.state(), line.pid(), line.log().toString());
    }
    table.print(out);
  }

  private static void nodes(KubernetesClient client, PrintWriter out) {
    var table = new TextTable("NODE", "READY", "ADDRESS", "PODS FROM", "RUNTIME");
    for (var node : client.nodes().list().getItems()) {
      table.row(
          node.getMetadata().getName(),
          readiness(node),
          node.getStatus().getAddresses().stream()
              .filter(address -> address.getType().equals("InternalIP"))
              .map(address -> address.getAddress())
              .findFirst()
              .orElse("-"),
          Objects.requireNonNullElse(node.getSpec().getPodCIDR(), "-"),
          node.getStatus().getNodeInfo() == null
              ? "-"
              : node.getStatus().getNodeInfo().getContainerRuntimeVersion());
    }
    out.println();
    table.print(out);
  }

  private static String readiness(Node node) {
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> condition.getStatus())
        .findFirst()
        .orElse("Unknown");
  }

  private static void pods(KubernetesClient client, PrintWriter out) {
    List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
    if (pods.isEmpty()) {
      return;
    }
    var table = new TextTable("POD", "PHASE", "NODE", "ADDRESS");
    for (var pod : pods) {
      table.row(
          pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(),
          Objects.requireNonNullElse(pod.getStatus().getPhase(), "-"),
          Objects.requireNonNullElse(pod.getSpec().getNodeName(), "-"),
          Objects.requireNonNullElse(pod.getStatus().getPodIP(), "-"));
    }
    out.println();
    table.print(out);
  }
}
