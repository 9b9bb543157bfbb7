package dev.quarterdeck.cli;

import dev.quarterdeck.cli.lab.Distribution;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.lab.LabPlanner;
import dev.quarterdeck.cli.lab.LabSpec;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Brings up a cluster of several hosts on this machine, or mends the one there is.")
final class UpCommand implements Callable<Integer> {

  @Mixin LabOptions lab = new LabOptions();

  @Option(
      names = "--nodes",
      defaultValue = "3",
      description = "Number of hosts (default: ${DEFAULT-VALUE}).")
  int nodes;

  @Option(
      names = "--simulated",
      description =
          "No root, no etcd, no containerd: simulated nodes over a memory store, the same API.")
  boolean simulated;

  @Option(
      names = "--api-port",
      description = "API server port (default: 6443, or one by the slot).")
  Integer apiPort;

  @Option(
      names = "--etcd-port",
      description = "etcd client port (default: 23790, or one by the slot).")
  Integer etcdPort;

  @Option(
      names = "--registry-mirror",
      paramLabel = "HOST=URL",
      description = "Pull HOST's images from URL instead; may be given several times.")
  Map<String, String> mirrors = new LinkedHashMap<>();

  @Option(
      names = "--containerd",
      defaultValue = "/usr/bin/containerd",
      description = "Path of containerd (default: ${DEFAULT-VALUE}).")
  Path containerd;

  @Option(
      names = "--runc",
      defaultValue = "/usr/sbin/runc",
      description = "Path of runc (default: ${DEFAULT-VALUE}).")
  Path runc;

  @Option(
      names = "--etcd",
      defaultValue = "/usr/bin/etcd",
      description = "Path of etcd (default: ${DEFAULT-VALUE}).")
  Path etcd;

  @Option(
      names = "--cni-plugins",
      defaultValue = "/usr/lib/cni",
      description = "Folder of the CNI plugins (default: ${DEFAULT-VALUE}).")
  Path cniPlugins;

  @Option(
      names = "--cluster-dns-provider",
      paramLabel = "WHO",
      defaultValue = "agent",
      description =
          "Who answers for the cluster's DNS: agent, each host for its own pods, or deployed, what"
              + " you deploy at the address that pods ask, such as CoreDNS (default: agent).")
  DnsProvider dnsProvider;

  /** Who answers for the cluster's DNS. */
  enum DnsProvider {
    AGENT,
    DEPLOYED
  }

  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var up = up(Progress.onStandardError());
    command
        .commandLine()
        .getOut()
        .printf(
            """
            %d nodes are ready. Talk to them:
              export KUBECONFIG=%s
              kubectl get nodes -o wide
            """,
            up.spec().nodeCount(), up.folder().kubeconfig());
    if (up.spec().dnsDeployed()) {
      command
          .commandLine()
          .getOut()
          .printf("Pods ask for names at %s: deploy a DNS server there.%n", up.spec().clusterDns());
    }
    return 0;
  }

  /** Brings it up and returns it; for commands that begin with a running lab. */
  Lab up(Progress progress) throws IOException, InterruptedException {
    check();
    var folder = lab.folder();
    var known = folder.spec();
    if (known.isPresent() && known.get().nodeCount() != nodes && nodesGiven()) {
      throw new UserError(
          "lab %s is up with %d nodes; qd down first to change that"
              .formatted(lab.name, known.get().nodeCount()));
    }
    var spec = known.isPresent() ? known.get() : plan();
    var created = Lab.create(spec, folder, Distribution.current());
    created.up(lab.images(), progress);
    return created;
  }

  private boolean nodesGiven() {
    return command != null && command.commandLine().getParseResult().hasMatchedOption("--nodes");
  }

  private LabSpec plan() throws IOException {
    return new LabPlanner(lab.base())
        .plan(
            lab.name,
            nodes,
            simulated,
            apiPort,
            etcdPort,
            new LabSpec.Binaries(
                containerd, runc, etcd, cniPlugins, Path.of("/usr/bin/tini-static")),
            mirrors)
        .withDnsDeployed(dnsProvider == DnsProvider.DEPLOYED);
  }

  private void check() {
    if (nodes < 1 || nodes > 200) {
      throw new UserError("--nodes must be 1 to 200, not " + nodes);
    }
    if (simulated) {
      return;
    }
    if (!LabOptions.isRoot()) {
      throw new UserError("a lab with real containers needs root; try qd up --simulated");
    }
    for (var program : new Path[] {containerd, runc, etcd, cniPlugins.resolve("bridge")}) {
      if (!Files.isExecutable(program)) {
        throw new UserError(
            "%s is missing; install it or name another path (qd up --help)".formatted(program));
      }
    }
  }
}
