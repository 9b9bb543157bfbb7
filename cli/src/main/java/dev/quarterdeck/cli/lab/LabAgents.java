package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The node agents of a lab: one in each host, or simulated ones as processes on this machine. */
final class LabAgents {

  private static final Duration STOP = Duration.ofSeconds(30);

  private final LabSpec spec;
  private final LabFolder folder;
  private final Distribution distribution;
  private final LabControlPlane controlPlane;

  LabAgents(
      LabSpec spec, LabFolder folder, Distribution distribution, LabControlPlane controlPlane) {
    this.spec = spec;
    this.folder = folder;
    this.distribution = distribution;
    this.controlPlane = controlPlane;
  }

  /** Starts the agent of a host that is on, unless it runs. */
  void start(LabHost host) throws IOException {
    var period = LabTimes.LEASE_RENEWAL.toSeconds() + "s";
    host.supervisor()
        .start(
            LabHost.AGENT,
            command(
                host.node(),
                List.of(
                    "--container-runtime-endpoint=unix:///run/containerd/containerd.sock",
                    "--pod-logs-dir=/var/log/pods",
                    "--cni-conf-dir=/etc/cni/net.d",
                    "--cgroup-root=/" + host.cgroup(),
                    "--cluster-cidr=" + spec.podCidr(),
                    "--cluster-dns=" + spec.clusterDns(),
                    "--cluster-dns-provider=" + (spec.dnsDeployed() ? "deployed" : "agent"),
                    "--resolv-conf=" + HostResolver.file(folder.host(host.node())),
                    "--lease-renewal=" + period,
                    "--node-status-update-frequency=" + period)));
  }

  /** Starts the simulated agents that do not run. */
  void startSimulated() throws IOException {
    for (var node : spec.nodes()) {
      controlPlane
          .supervisor()
          .start(
              node.name(),
              command(
                  node,
                  List.of(
                      "--simulated", "--pod-logs-dir=" + folder.host(node).resolve("log-pods"))));
    }
  }

  private List<String> command(LabSpec.Node node, List<String> more) throws IOException {
    var credentials = controlPlane.credentials(node);
    var arguments =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + credentials.kubeconfig(),
                "--node-name=" + node.name(),
                "--node-ip=" + node.address(),
                "--port=" + node.kubeletPort(),
                "--root-dir=" + folder.host(node).resolve("kubelet"),
                "--tls-cert-file=" + credentials.certificate(),
                "--tls-private-key-file=" + credentials.key(),
                "--client-ca-file=" + credentials.clientCa()));
    arguments.addAll(more);
    return distribution.nodeAgent(arguments);
  }

  /** When the node's agent began; empty when it does not run. */
  Optional<Instant> since(LabSpec.Node node) throws IOException {
    if (spec.simulated()) {
      return controlPlane.supervisor().since(node.name());
    }
    var host = new LabHost(spec, node, folder, distribution);
    return host.pid().isEmpty() ? Optional.empty() : host.supervisor().since(LabHost.AGENT);
  }

  /** Stops the simulated agents; an agent in a host ends with the host. */
  void stopSimulated() throws IOException, InterruptedException {
    var supervisor = controlPlane.supervisor();
    InParallel.each(spec.nodes(), node -> supervisor.stop(node.name(), STOP));
  }
}
