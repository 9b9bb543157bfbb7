package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.KubeconfigFile;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * A cluster of several hosts on this machine. What it is made of is found again in its folder and
 * in the kernel, so any later process can go on with it.
 */
public final class Lab {

  private static final Duration NODES_READY = Duration.ofSeconds(90);

  private final LabSpec spec;
  private final LabFolder folder;
  private final Distribution distribution;
  private final LabControlPlane controlPlane;

  Lab(LabSpec spec, LabFolder folder, Distribution distribution) {
    this.spec = spec;
    this.folder = folder;
    this.distribution = distribution;
    this.controlPlane = new LabControlPlane(spec, folder, distribution);
  }

  /**
   * The lab that is up in {@code folder}.
   *
   * @throws UserError when none is
   */
  public static Lab open(LabFolder folder, Distribution distribution) {
    return new Lab(
        folder
            .spec()
            .orElseThrow(
                () -> new UserError("no lab is up in " + folder.root() + "; start one: qd up")),
        folder,
        distribution);
  }

  /** A lab to bring up in {@code folder}. */
  public static Lab create(LabSpec spec, LabFolder folder, Distribution distribution) {
    return new Lab(spec, folder, distribution);
  }

  public LabSpec spec() {
    return spec;
  }

  public LabFolder folder() {
    return folder;
  }

  /** A client with the administrator's rights; the caller closes it. */
  public KubernetesClient connect() {
    return ApiClient.connect(folder.kubeconfig(), "qd");
  }

  /** The hosts; none in a simulated lab. */
  public List<LabHost> hosts() {
    return spec.simulated()
        ? List.of()
        : spec.nodes().stream().map(node -> new LabHost(spec, node, folder)).toList();
  }

  /**
   * The host of that name.
   *
   * @throws UserError when there is none, or the lab is simulated
   */
  public LabHost host(String name) {
    if (spec.simulated()) {
      throw new UserError("a simulated lab has no hosts to do this with");
    }
    return new LabHost(spec, spec.node(name), folder);
  }

  /**
   * Brings up what is not up: a second call mends a lab of which something died.
   *
   * @param images folder with the built-in images' tar files, made there when absent
   */
  public void up(Path images, Progress progress) throws IOException, InterruptedException {
    folder.save(spec);
    progress.step("starting the control plane");
    makeAdministrator();
    if (!spec.simulated()) {
      new LabNetwork(spec).create();
    }
    controlPlane.start();
    if (spec.simulated()) {
      startSimulatedNodes();
    } else {
      bootHosts(images, progress);
    }
    try (var client = connect()) {
      progress.step("waiting for the API server");
      controlPlane.awaitReady(client);
      if (!spec.simulated()) {
        progress.step("starting the node agents");
        inParallel(hosts(), this::startAgent);
      }
      progress.step("waiting for the nodes");
      awaitNodes(client, progress);
      progress.done();
    }
  }

  private void makeAdministrator() throws IOException {
    var authority =
        CertificateAuthority.openOrCreate(folder.pki(), InstantSource.system(), new SecureRandom());
    KubeconfigFile.write(
        folder.kubeconfig(),
        "https://127.0.0.1:" + spec.apiPort(),
        spec.label(),
        spec.label() + "-admin",
        authority.certificatePem(),
        authority.client(folder.pki(), "admin", "kubernetes-admin", List.of("system:masters")));
  }

  private void bootHosts(Path images, Progress progress) throws IOException, InterruptedException {
    progress.step("building the built-in images");
    var files = BuiltInImages.ofDebian().build(images);
    progress.step("switching on %d hosts".formatted(spec.nodeCount()));
    inParallel(
        hosts(),
        host -> {
          host.powerOn();
          for (var file : files) {
            host.importImage(file);
          }
          return null;
        });
  }

  private Void startAgent(LabHost host) throws IOException {
    var node = host.node();
    var credentials = controlPlane.credentials(node);
    var home = folder.host(node);
    host.startAgent(
        distribution.nodeAgent(
            List.of(
                "--kubeconfig=" + credentials.kubeconfig(),
                "--node-name=" + node.name(),
                "--node-ip=" + node.address(),
                "--port=" + node.kubeletPort(),
                "--container-runtime-endpoint=unix:///run/containerd/containerd.sock",
                "--root-dir=" + home.resolve("kubelet"),
                "--pod-logs-dir=/var/log/pods",
                "--cni-conf-dir=/etc/cni/net.d",
                "--cgroup-root=/" + host.cgroup(),
                "--tls-cert-file=" + credentials.certificate(),
                "--tls-private-key-file=" + credentials.key(),
                "--client-ca-file=" + credentials.clientCa(),
                "--cluster-cidr=" + spec.podCidr(),
                "--lease-renewal=" + LabTimes.LEASE_RENEWAL.toSeconds() + "s",
                "--node-status-update-frequency=" + LabTimes.LEASE_RENEWAL.toSeconds() + "s")));
    return null;
  }

  private void startSimulatedNodes() throws IOException {
    var supervisor = controlPlane.supervisor();
    for (var node : spec.nodes()) {
      var credentials = controlPlane.credentials(node);
      supervisor.start(
          node.name(),
          distribution.nodeAgent(
              List.of(
                  "--simulated",
                  "--kubeconfig=" + credentials.kubeconfig(),
                  "--node-name=" + node.name(),
                  "--node-ip=" + node.address(),
                  "--port=" + node.kubeletPort(),
                  "--root-dir=" + folder.host(node).resolve("kubelet"),
                  "--pod-logs-dir=" + folder.host(node).resolve("log-pods"),
                  "--tls-cert-file=" + credentials.certificate(),
                  "--tls-private-key-file=" + credentials.key(),
                  "--client-ca-file=" + credentials.clientCa())));
    }
  }

  private void awaitNodes(KubernetesClient client, Progress progress) throws InterruptedException {
    var ready =
        Await.until(
            NODES_READY,
            () -> {
              var count = client.nodes().list().getItems().stream().filter(Lab::isReady).count();
              progress.detail("%d/%d ready".formatted(count, spec.nodeCount()));
              return count >= spec.nodeCount();
            });
    if (!ready) {
      throw new UserError(
          "not all nodes are ready after %d s; see qd status and qd logs node-1"
              .formatted(NODES_READY.toSeconds()));
    }
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  /** Switches a host on again after {@link LabHost#powerOff}. */
  public void startHost(LabHost host) throws IOException, InterruptedException {
    host.powerOn();
    startAgent(host);
  }

  /** Takes everything down and leaves nothing behind: called on a lab in any state. */
  public void down() throws IOException, InterruptedException {
    if (spec.simulated()) {
      var supervisor = controlPlane.supervisor();
      inParallel(
          spec.nodes(),
          node -> {
            supervisor.stop(node.name(), Duration.ofSeconds(30));
            return null;
          });
    }
    inParallel(
        hosts(),
        host -> {
          host.powerOff();
          return null;
        });
    controlPlane.stop();
    if (!spec.simulated()) {
      new LabNetwork(spec).delete();
      LabCgroups.delete(spec.label());
    }
    folder.delete();
  }

  /** What runs where, a line a process. */
  public List<ProcessLine> processes() throws IOException {
    var lines = new ArrayList<ProcessLine>();
    var supervisor = controlPlane.supervisor();
    if (!spec.simulated()) {
      lines.add(line("this machine", LabControlPlane.ETCD, supervisor));
    }
    lines.add(line("this machine", LabControlPlane.CONTROL_PLANE, supervisor));
    if (spec.simulated()) {
      for (var node : spec.nodes()) {
        lines.add(line(node.name(), node.name(), supervisor));
      }
    }
    for (var host : hosts()) {
      lines.addAll(host.processes());
    }
    return lines;
  }

  static ProcessLine line(String place, String name, Supervisor supervisor) throws IOException {
    var pid = supervisor.pid(name);
    return new ProcessLine(
        place,
        name,
        pid.isPresent() ? "running" : "stopped",
        pid.orElse("-"),
        supervisor.log(name));
  }

  /**
   * One process of the lab.
   *
   * @param place {@code this machine} or a host
   * @param pid as its own PID namespace numbers it; a dash when it does not run
   */
  public record ProcessLine(String place, String name, String state, String pid, Path log) {}

  /** Work on one of several things. */
  private interface Task<T> {
    Void on(T item) throws Exception;
  }

  private static <T> void inParallel(List<T> items, Task<T> task)
      throws IOException, InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = items.stream().map(item -> (Callable<Void>) () -> task.on(item)).toList();
      for (var result : executor.invokeAll(calls)) {
        result.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException fault -> throw fault;
        case IOException fault -> throw fault;
        case Throwable fault -> throw new IOException(fault);
      }
    }
  }
}
