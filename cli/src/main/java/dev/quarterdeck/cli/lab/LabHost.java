package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.cli.process.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One host of the lab: namespaces (net, mount, pid, uts, ipc) held by its own PID 1, with a
 * containerd and a node agent inside. Killing that PID 1 powers the host off.
 */
public final class LabHost {

  private static final Duration BOOT = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration IMPORT = Duration.ofMinutes(5);

  private static final List<String> NEW_NAMESPACES =
      List.of(
          "setsid",
          "--fork",
          "unshare",
          "--net",
          "--mount",
          "--pid",
          "--uts",
          "--ipc",
          "--fork",
          "--propagation",
          "private",
          "--mount-proc");

  static final String CONTAINERD = "containerd";
  static final String AGENT = "node-agent";

  private final LabSpec spec;
  private final LabSpec.Node node;
  private final LabFolder folder;
  private final Distribution distribution;
  private final LabNetwork network;

  LabHost(LabSpec spec, LabSpec.Node node, LabFolder folder, Distribution distribution) {
    this.spec = spec;
    this.node = node;
    this.folder = folder;
    this.distribution = distribution;
    this.network = new LabNetwork(spec);
  }

  public LabSpec.Node node() {
    return node;
  }

  /** Switches the host on, containerd included; does nothing when it is on already. */
  void powerOn() throws IOException, InterruptedException {
    if (pid().isEmpty()) {
      boot();
    }
    startContainerd();
  }

  private void boot() throws IOException, InterruptedException {
    var home = Files.createDirectories(folder.host(node));
    Files.createDirectories(folder.run(node));
    Files.deleteIfExists(home.resolve("ready"));
    forgetProcesses();
    LabCgroups.delete(cgroup());
    var words = new ArrayList<>(NEW_NAMESPACES);
    words.addAll(
        List.of(
            "sh",
            LabScripts.unpack(home, "host-init.sh").toString(),
            node.name(),
            home.toString(),
            spec.binaries().tini().toString(),
            folder.base().toString()));
    distribution.programs().forEach(path -> words.add(path.toString()));
    spec.binaries().programs().forEach(path -> words.add(path.toString()));
    var holder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.run(node).resolve("host.log").toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    holder.waitFor();
    if (!Await.until(BOOT, () -> Files.exists(home.resolve("ready")) && findInit().isPresent())) {
      throw new UserError(
          "host %s did not start: %s"
              .formatted(node.name(), Files.readString(folder.run(node).resolve("host.log"))));
    }
    var pid = findInit().orElseThrow(() -> new UserError("host " + node.name() + " has no init"));
    Files.writeString(home.resolve("pid"), Long.toString(pid));
    network.connect(node, pid);
  }

  private Optional<Long> findInit() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::isInit).findFirst();
  }

  /** Whether a process is this host's PID 1: its command line names a file of the host's folder. */
  private boolean isInit(long pid) {
    var words = commandLine(pid);
    return words.getFirst().equals(spec.binaries().tini().toString())
        && words.getLast().equals(folder.host(node).resolve("ready").toString());
  }

  private static List<String> commandLine(long pid) {
    try {
      return List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0"));
    } catch (IOException e) {
      return List.of(""); // it ended meanwhile
    }
  }

  private void startContainerd() throws IOException, InterruptedException {
    var config = ContainerdConfig.write(folder.host(node), spec);
    var path = spec.binaries().containerd().getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin";
    supervisor()
        .start(
            CONTAINERD,
            List.of(
                "env",
                "PATH=" + path,
                spec.binaries().containerd().toString(),
                "--config",
                config.toString(),
                "--log-level",
                "warn"));
    if (!Await.until(BOOT, () -> Command.attempt(ASK, "", ctrCommand("version")).succeeded())) {
      throw new UserError(
          "containerd of %s did not start; see qd logs %s".formatted(node.name(), node.name()));
    }
  }

  /** Brings the images of a tar file (docker save or OCI layout) into the host's containerd. */
  public void importImage(Path file) {
    // By standard input, since the host does not see all files of this machine.
    var outcome =
        Command.attempt(IMPORT, file, ctrCommand("images", "import", "--digests=false", "-"));
    if (!outcome.succeeded()) {
      throw new UserError(
          "%s cannot be loaded into %s: %s".formatted(file, node.name(), outcome.output().strip()));
    }
  }

  private List<String> ctrCommand(String... words) {
    var beside = spec.binaries().containerd().resolveSibling("ctr");
    var all = new ArrayList<>(enter());
    all.addAll(List.of(beside.toString(), "-a", "/run/containerd/containerd.sock", "-n", "k8s.io"));
    all.addAll(List.of(words));
    return all;
  }

  /** Kills the agent; its supervisor starts it again. Containers and containerd go on. */
  public void restartAgent() throws IOException {
    supervisor().kill(AGENT);
  }

  /** Ends everything in the host at once, as a power failure would. */
  public void powerOff() throws IOException, InterruptedException {
    var pid = pid();
    if (pid.isPresent()) {
      Command.run("kill", "-KILL", pid.get().toString());
      if (!Await.until(STOP, () -> pid().isEmpty())) {
        throw new UserError("host %s does not die".formatted(node.name()));
      }
    }
    Files.deleteIfExists(folder.host(node).resolve("pid"));
    forgetProcesses();
    LabCgroups.delete(cgroup());
  }

  /**
   * Removes PID files: once the host is on again, their numbers may be those of other processes.
   */
  private void forgetProcesses() throws IOException {
    for (var name : List.of(CONTAINERD, AGENT)) {
      Files.deleteIfExists(folder.run(node).resolve(name + ".pid"));
      Files.deleteIfExists(folder.run(node).resolve(name + ".supervisor"));
    }
  }

  /** Cuts the host off the network, or connects it again. */
  public void setLink(boolean up) {
    if (pid().isEmpty()) {
      throw new UserError("host %s is off; qd lab start %s".formatted(node.name(), node.name()));
    }
    network.setLink(node, up);
  }

  /** The host's PID 1 as this machine numbers it; empty when the host is off. */
  public Optional<Long> pid() {
    var file = folder.host(node).resolve("pid");
    try {
      if (!Files.exists(file)) {
        return findInit();
      }
      var pid = Long.parseLong(Files.readString(file).strip());
      // The number may belong to another process by now.
      return isInit(pid) ? Optional.of(pid) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it ended while we looked
    }
  }

  /** The beginning of a command line that runs the rest of it inside the host. */
  public List<String> enter() {
    var pid = pid();
    if (pid.isEmpty()) {
      throw new UserError("host %s is off; qd lab start %s".formatted(node.name(), node.name()));
    }
    return List.of("nsenter", "-t", pid.get().toString(), "-m", "-u", "-i", "-n", "-p", "--");
  }

  /** The supervised processes of the host. */
  List<Lab.ProcessLine> processes() throws IOException {
    if (pid().isEmpty()) {
      return List.of(
          new Lab.ProcessLine(
              node.name(), "host", "off", "-", folder.run(node).resolve("host.log")));
    }
    var supervisor = supervisor();
    return List.of(
        Lab.line(node.name(), CONTAINERD, supervisor), Lab.line(node.name(), AGENT, supervisor));
  }

  /** Starts and stops programs in the host, which must be on. */
  Supervisor supervisor() throws IOException {
    var script = LabScripts.unpack(folder.host(node), "supervise.sh");
    return new Supervisor(folder.run(node), script, enter());
  }

  /** The cgroup below which the host's pods live. */
  String cgroup() {
    return spec.label() + "/" + node.name();
  }
}
