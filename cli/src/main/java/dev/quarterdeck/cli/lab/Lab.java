package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.KubeconfigFile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of several hosts on this machine. What it is made of is found again in its folder and
 * in the kernel, so any later process can go on with it.
 */
public final class Lab {

  /** Where the control plane's processes run, as {@link ProcessLine} names it. */
  public static final String THIS_MACHINE = "this machine";

  private final LabSpec spec;
  private final LabFolder folder;
  private final Distribution distribution;
  private final LabControlPlane controlPlane;
  private final LabAgents agents;

  Lab(LabSpec spec, LabFolder folder, Distribution distribution) {
    this.spec = spec;
    this.folder = folder;
    this.distribution = distribution;
    this.controlPlane = new LabControlPlane(spec, folder, distribution);
    this.agents = new LabAgents(spec, folder, distribution, controlPlane);
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
        : spec.nodes().stream().map(node -> new LabHost(spec, node, folder, distribution)).toList();
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
    return new LabHost(spec, spec.node(name), folder, distribution);
  }

  /**
   * Brings up what is not up: a second call mends a lab of which something died. Returns once the
   * nodes have shown that they are alive and this machine reaches their pods.
   *
   * @param images folder with the built-in images' tar files, made there when absent
   * @throws UserError when the lab was made by a program too old to go on with, or something in it
   *     does not come up in time
   */
  public void up(Path images, Progress progress) throws IOException, InterruptedException {
    if (spec.format() != LabSpec.FORMAT) {
      throw new UserError(
          "lab %s was made by another version of qd and cannot be brought up by this one;"
                  .formatted(spec.name())
              + " take it down first: qd down --lab "
              + spec.name());
    }
    folder.save(spec);
    progress.step("starting the control plane");
    makeAdministrator();
    if (!spec.simulated()) {
      new LabNetwork(spec).create();
    }
    controlPlane.start();
    if (spec.simulated()) {
      agents.startSimulated();
    } else {
      bootHosts(images, progress);
    }
    try (var client = connect()) {
      progress.step("waiting for the API server");
      controlPlane.awaitReady(client);
      if (!spec.simulated() && !spec.dnsDeployed()) {
        ClusterDnsService.apply(client, spec.clusterDns());
      }
      awaitNodes(client, progress);
      progress.done();
    }
  }

  private void awaitNodes(KubernetesClient client, Progress progress)
      throws IOException, InterruptedException {
    var readiness = new LabReadiness(spec, agents, client);
    if (!spec.simulated()) {
      progress.step("starting the node agents");
      InParallel.each(hosts(), agents::start);
    }
    progress.step("waiting for the nodes");
    readiness.awaitNodes(progress);
    if (!spec.simulated()) {
      progress.step("waiting for routes to the pods");
      readiness.awaitNetwork(new LabNetwork(spec).routes());
    }
  }

  private void makeAdministrator() throws IOException {
    var authority =
        CertificateAuthority.openOrCreate(folder.pki(), InstantSource.system(), new SecureRandom());
    KubeconfigFile.write(
        folder.kubeconfig(),
        "https://127.0.0.1:" + spec.apiPort(),
        spec.clusterName(),
        spec.clusterName() + "-admin",
        authority.certificatePem(),
        authority.client(folder.pki(), "admin", "kubernetes-admin", List.of("system:masters")));
  }

  private void bootHosts(Path images, Progress progress) throws IOException, InterruptedException {
    progress.step("building the built-in images");
    var files = BuiltInImages.ofDebian().build(images);
    progress.step("switching on %d hosts".formatted(spec.nodeCount()));
    InParallel.each(
        hosts(),
        host -> {
          host.powerOn();
          for (var file : files) {
            host.importImage(file);
          }
        });
  }

  /** Switches a host on again after {@link LabHost#powerOff}. */
  public void startHost(LabHost host) throws IOException, InterruptedException {
    host.powerOn();
    agents.start(host);
  }

  /** Takes everything down and leaves nothing behind: called on a lab in any state. */
  public void down() throws IOException, InterruptedException {
    if (spec.simulated()) {
      agents.stopSimulated();
    }
    InParallel.each(hosts(), LabHost::powerOff);
    controlPlane.stop();
    if (!spec.simulated()) {
      new LabNetwork(spec).delete();
      LabCgroups.delete(spec.label());
    }
    folder.delete();
  }

  /** What runs where, a line a process. */
  public List<ProcessLine> processes() throws IOException {
    var lines = new ArrayList<>(controlPlane.processes());
    if (spec.simulated()) {
      for (var node : spec.nodes()) {
        lines.add(line(node.name(), node.name(), controlPlane.supervisor()));
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
   * @param place {@link #THIS_MACHINE} or a host
   * @param pid as its own PID namespace numbers it; a dash when it does not run
   */
  public record ProcessLine(String place, String name, String state, String pid, Path log) {}
}
