package dev.quarterdeck.agent;

import dev.quarterdeck.agent.register.NodeSpec;
import dev.quarterdeck.model.net.Cidr;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a node agent.
 *
 * @param kubeconfig the connection to the API server
 * @param node what the agent registers as its node
 * @param runtimeEndpoint the runtime's socket, such as {@code
 *     unix:///run/containerd/containerd.sock}
 * @param simulated whether the agent runs pods on a {@link dev.quarterdeck.cri.sim.SimulatedCri}
 *     inside this process
 * @param rootDir the folder of pods' volumes and the agent's own files
 * @param podLogsDir the folder of container logs
 * @param cniConfDir the folder into which the agent writes the pod network's CNI configuration;
 *     empty when another program does
 * @param cgroupRoot the cgroup above those of the pods
 * @param server the agent's HTTPS server; empty for an agent without one
 * @param clusterCidr the block of all pods' addresses; empty when it is unknown
 * @param clusterDns the name servers of pods
 * @param answersDns whether the agent itself answers at those addresses
 * @param stubDomains the name servers of single domains, as {@code DOMAIN=ADDRESS}
 * @param relistPeriod how often the agent lists all containers while the runtime sends no events
 * @param sandboxStarts how many sandboxes may start at the same time
 * @param serviceProxy whether the agent runs the service proxy for its host
 * @param allowedUnsafeSysctls the unsafe sysctls that pods may set; a name may end in {@code *}
 */
record AgentConfig(
    Path kubeconfig,
    NodeSpec node,
    String runtimeEndpoint,
    boolean simulated,
    Path rootDir,
    Path podLogsDir,
    Optional<Path> cniConfDir,
    String cgroupRoot,
    Optional<Tls> server,
    Optional<Cidr> clusterCidr,
    List<String> clusterDns,
    boolean answersDns,
    List<String> stubDomains,
    String clusterDomain,
    Path resolvConf,
    Duration relistPeriod,
    int sandboxStarts,
    boolean serviceProxy,
    List<String> allowedUnsafeSysctls) {

  /** Tells nodes that answer for the cluster's DNS. */
  private static final String DNS_LABEL = "quarterdeck.dev/cluster-dns";

  private static final String DNS_AGENT = "agent";
  private static final String DNS_DEPLOYED = "deployed";
  private static final int KUBELET_PORT = 10250;
  private static final int MAX_PODS = 110;

  /** The PEM files of the agent's HTTPS server. */
  record Tls(Path certificate, Path key, Path clientCa) {}

  /**
   * @throws IllegalArgumentException when an option is wrong; the message names it
   */
  static AgentConfig parse(String... arguments) throws IOException {
    var options = AgentOptions.parse(arguments);
    var simulated = options.flag("simulated", false);
    return new AgentConfig(
        Path.of(options.required("kubeconfig")),
        node(options),
        options.text("container-runtime-endpoint").orElse("unix:///run/containerd/containerd.sock"),
        simulated,
        options.path("root-dir", "/var/lib/kubelet"),
        options.path("pod-logs-dir", "/var/log/pods"),
        options.text("cni-conf-dir").map(Path::of),
        options.text("cgroup-root").orElse("/"),
        tls(options),
        options.cidr("cluster-cidr"),
        options.addresses("cluster-dns"),
        answersDns(options),
        options.list("dns-stub-domains"),
        options.text("cluster-domain").orElse("cluster.local"),
        options.path("resolv-conf", "/etc/resolv.conf"),
        options.duration("relist-period", Duration.ofSeconds(1)),
        options.number("sandbox-starts", 2 * Runtime.getRuntime().availableProcessors()),
        options.flag("service-proxy", !simulated),
        options.list("allowed-unsafe-sysctls"));
  }

  private static NodeSpec node(AgentOptions options) {
    var addresses = options.addresses("node-ip");
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("--node-ip is required");
    }
    return new NodeSpec(
        options.required("node-name"),
        addresses,
        options.number("port", KUBELET_PORT),
        labels(options),
        options.list("register-with-taints").stream().map(AgentConfig::taint).toList(),
        options.number("max-pods", MAX_PODS),
        options.duration("lease-renewal", Duration.ofSeconds(10)),
        options.duration("node-status-update-frequency", Duration.ofSeconds(10)),
        options.duration("node-status-report-frequency", Duration.ofMinutes(5)));
  }

  private static Optional<Tls> tls(AgentOptions options) {
    if (options.text("tls-cert-file").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tls(
            Path.of(options.required("tls-cert-file")),
            Path.of(options.required("tls-private-key-file")),
            Path.of(options.required("client-ca-file"))));
  }

  /** Simulated nodes have no network of their own that anybody could ask. */
  private static boolean answersDns(AgentOptions options) {
    var provider = options.text("cluster-dns-provider").orElse(DNS_AGENT);
    if (!provider.equals(DNS_AGENT) && !provider.equals(DNS_DEPLOYED)) {
      throw new IllegalArgumentException(
          "--cluster-dns-provider=%s: give %s or %s".formatted(provider, DNS_AGENT, DNS_DEPLOYED));
    }
    return provider.equals(DNS_AGENT)
        && !options.list("cluster-dns").isEmpty()
        && !options.flag("simulated", false);
  }

  private static Map<String, String> labels(AgentOptions options) {
    var labels = new HashMap<String, String>();
    if (answersDns(options)) {
      labels.put(DNS_LABEL, DNS_AGENT);
    }
    for (var pair : options.list("node-labels")) {
      var at = pair.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("--node-labels: %s is not key=value".formatted(pair));
      }
      labels.put(pair.substring(0, at), pair.substring(at + 1));
    }
    return labels;
  }

  private static Taint taint(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "--register-with-taints: %s is not key=value:effect".formatted(text));
    }
    var key = text.substring(0, colon);
    var at = key.indexOf('=');
    return new TaintBuilder()
        .withKey(at < 0 ? key : key.substring(0, at))
        .withValue(at < 0 ? null : key.substring(at + 1))
        .withEffect(text.substring(colon + 1))
        .build();
  }
}
