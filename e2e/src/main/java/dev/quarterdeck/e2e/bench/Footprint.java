package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of each process, and how long the control plane takes to start. */
final class Footprint {

  private final Lab lab;
  private final Report report;

  Footprint(Lab lab, Report report) {
    this.lab = lab;
    this.report = report;
  }

  void memory(String when) throws IOException {
    report.heading("Resident memory, " + when);
    for (var process : ProcessHandle.allProcesses().toList()) {
      var words = words(process.pid());
      var name = name(words);
      if (name != null && words.contains(lab.folder().root().toString())) {
        report.line(name, "%,d MiB".formatted(residentKib(process.pid()) / 1024));
      }
    }
  }

  private static String name(String words) {
    if (words.startsWith("sh ") || words.startsWith("unshare ") || words.startsWith("nsenter ")) {
      return null;
    }
    if (words.contains("quarkus-run.jar")) {
      return "control plane";
    }
    if (words.contains("NodeAgentMain")) {
      return "node agent " + words.replaceAll(".*--node-name=(\\S+).*", "$1");
    }
    if (words.contains("/etcd ")) {
      return "etcd";
    }
    return words.contains("containerd --config")
        ? "containerd " + words.replaceAll(".*hosts/([^/]+)/.*", "$1")
        : null;
  }

  private static String words(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it ended meanwhile
    }
  }

  private static long residentKib(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  /** Kills the control plane and waits for its supervisor's next one to say it is ready. */
  void startUp() throws Exception {
    report.heading("Start-up");
    var old = pid();
    ProcessHandle.of(old).orElseThrow().destroyForcibly();
    while (pid() == old || pid() == 0) {
      Thread.sleep(2);
    }
    var start = System.nanoTime();
    try (var api = new ApiLoad(lab.folder().kubeconfig())) {
      while (!answers(api)) {
        if (System.nanoTime() - start > 60e9) {
          throw new IOException("the control plane is not ready after 60 s");
        }
        Thread.sleep(10);
      }
    }
    report.line(
        "control plane, process → ready (aim: ≤ 4 s)",
        "%,d ms".formatted((System.nanoTime() - start) / 1_000_000));
  }

  private static boolean answers(ApiLoad api) throws InterruptedException {
    try {
      return new String(api.get("/readyz")).startsWith("ok");
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  private long pid() throws IOException {
    return lab.processes().stream()
        .filter(line -> line.name().equals("control-plane") && !line.pid().equals("-"))
        .mapToLong(line -> Long.parseLong(line.pid()))
        .findFirst()
        .orElse(0);
  }
}
