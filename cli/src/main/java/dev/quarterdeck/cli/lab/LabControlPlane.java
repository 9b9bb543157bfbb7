package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.Credential;
import dev.quarterdeck.client.pki.EtcdCertificates;
import dev.quarterdeck.client.pki.KubeconfigFile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a lab that runs on this machine itself: etcd and the all-in-one control plane, which
 * keeps this machine's routes to pods and Services as well.
 */
final class LabControlPlane {

  static final String ETCD = "etcd";
  static final String CONTROL_PLANE = "control-plane";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);
  // In training the JVM writes its cache when it ends, which must not be cut short.
  private static final Duration STOP_TRAINING = Duration.ofMinutes(5);

  private final LabSpec spec;
  private final LabFolder folder;
  private final Distribution distribution;

  LabControlPlane(LabSpec spec, LabFolder folder, Distribution distribution) {
    this.spec = spec;
    this.folder = folder;
    this.distribution = distribution;
  }

  void start() throws IOException, InterruptedException {
    if (overEtcd()) {
      startEtcd();
    }
    supervisor().start(CONTROL_PLANE, distribution.controlPlane(arguments()));
  }

  /**
   * Whether etcd is used. A training run uses it where it is installed, as a lab with hosts does.
   */
  private boolean overEtcd() {
    return !spec.simulated() || distribution.trains() && Files.isExecutable(spec.binaries().etcd());
  }

  private void startEtcd() throws IOException, InterruptedException {
    var client = etcdServer();
    var peer = "https://127.0.0.1:" + (spec.etcdPort() + 1);
    var files =
        EtcdCertificates.openOrCreate(
            folder.pki(),
            List.of("localhost", "127.0.0.1"),
            InstantSource.system(),
            new SecureRandom());
    supervisor()
        .start(
            ETCD,
            List.of(
                spec.binaries().etcd().toString(),
                "--name=" + spec.label(),
                "--data-dir=" + folder.etcdData(),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + spec.label() + "=" + peer,
                "--client-cert-auth=true",
                "--trusted-ca-file=" + files.authority(),
                "--cert-file=" + files.server().certificate(),
                "--key-file=" + files.server().key(),
                "--peer-client-cert-auth=true",
                "--peer-trusted-ca-file=" + files.authority(),
                "--peer-cert-file=" + files.peer().certificate(),
                "--peer-key-file=" + files.peer().key(),
                "--quota-backend-bytes=8589934592",
                "--snapshot-count=10000",
                "--logger=zap",
                "--log-level=warn"));
    if (!Await.until(START, () -> accepts(spec.etcdPort()))) {
      throw new UserError("etcd did not start; see qd logs etcd");
    }
  }

  private static boolean accepts(int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    }
  }

  private List<String> arguments() {
    var arguments =
        new ArrayList<>(
            List.of(
                "--pki-dir=" + folder.pki(),
                "--kubeconfig=" + folder.kubeconfig(),
                "--cluster-name=" + spec.clusterName(),
                "--port=" + spec.apiPort(),
                "--advertise-address=" + spec.gateway(),
                "--service-cidr=" + spec.serviceCidr(),
                "--pod-cidr=" + spec.podCidr(),
                "--node-monitor-grace-period=" + LabTimes.NODE_GRACE.toSeconds() + "s",
                "--node-eviction-rate=1"));
    if (overEtcd()) {
      var files = folder.etcdCertificates();
      arguments.add("--etcd-servers=" + etcdServer());
      arguments.add("--etcd-cafile=" + files.authority());
      arguments.add("--etcd-certfile=" + files.client().certificate());
      arguments.add("--etcd-keyfile=" + files.client().key());
    } else {
      arguments.add("--store=memory");
    }
    if (!spec.simulated()) {
      arguments.add("--machine-route-table=" + spec.routeTable());
      arguments.add("--machine-nft-table=" + spec.serviceTable());
    }
    return arguments;
  }

  private String etcdServer() {
    return "https://127.0.0.1:" + spec.etcdPort();
  }

  /** Waits until it answers that it is ready. */
  void awaitReady(KubernetesClient client) throws InterruptedException, IOException {
    if (!Await.until(START, () -> "ok".equals(client.raw("/readyz")))) {
      throw new UserError(
          "the control plane is not ready after %d s; see qd logs control-plane:\n%s"
              .formatted(START.toSeconds(), lastLines()));
    }
  }

  private String lastLines() throws IOException {
    var log = supervisor().log(CONTROL_PLANE);
    if (!Files.exists(log)) {
      return "";
    }
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }

  /** The credentials a node agent starts with. */
  record AgentCredentials(Path kubeconfig, Path certificate, Path key, Path clientCa) {}

  AgentCredentials credentials(LabSpec.Node node) throws IOException {
    var home = folder.host(node).resolve("pki");
    var kubeconfig = home.resolve("kubeconfig");
    var user = "system:node:" + node.name();
    writeKubeconfig(
        kubeconfig,
        spec.gateway(),
        user,
        authority().client(home, "client", user, List.of("system:nodes")));
    authority()
        .server(
            home,
            "server",
            user,
            List.of(node.name(), node.address(), "localhost", "127.0.0.1").stream()
                .distinct()
                .toList());
    // The host does not see the lab's own folder.
    var clientCa = home.resolve("ca.crt");
    Files.writeString(clientCa, authority().certificatePem());
    return new AgentCredentials(
        kubeconfig, home.resolve("server.crt"), home.resolve("server.key"), clientCa);
  }

  private CertificateAuthority authority() throws IOException {
    return CertificateAuthority.openOrCreate(
        folder.pki(), InstantSource.system(), new SecureRandom());
  }

  private void writeKubeconfig(Path file, String server, String user, Credential credential)
      throws IOException {
    KubeconfigFile.write(
        file,
        "https://%s:%d".formatted(server, spec.apiPort()),
        spec.clusterName(),
        user,
        authority().certificatePem(),
        credential);
  }

  void stop() throws IOException, InterruptedException {
    var supervisor = supervisor();
    // A lab of another version of qd may have others.
    for (var name : supervisor.names()) {
      if (!name.equals(CONTROL_PLANE) && !name.equals(ETCD)) {
        supervisor.stop(name, STOP);
      }
    }
    supervisor.stop(CONTROL_PLANE, distribution.trains() ? STOP_TRAINING : STOP);
    supervisor.stop(ETCD, STOP);
  }

  /** The supervised processes on this machine, without simulated nodes. */
  List<Lab.ProcessLine> processes() throws IOException {
    var names = spec.simulated() ? List.of(CONTROL_PLANE) : List.of(ETCD, CONTROL_PLANE);
    var lines = new ArrayList<Lab.ProcessLine>();
    for (var name : names) {
      lines.add(Lab.line(Lab.THIS_MACHINE, name, supervisor()));
    }
    return lines;
  }

  /** Starts and stops programs on this machine. */
  Supervisor supervisor() throws IOException {
    return new Supervisor(
        folder.run(), LabScripts.unpack(folder.root(), "supervise.sh"), List.of());
  }
}
