package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The CPU time and memory of a lab's control plane, as the kernel and the JVM report them. */
final class ControlPlaneProcess {

  /** Clock ticks are hundredths of a second wherever Linux runs. */
  private static final double TICKS = 100;

  private final Lab lab;

  ControlPlaneProcess(Lab lab) {
    this.lab = lab;
  }

  /** CPU time since it started, user and system. */
  double cpuSeconds() throws IOException {
    return cpuSeconds(Files.readString(Path.of("/proc", pid(), "stat")));
  }

  /** CPU time of the JVM's compilers that run now. */
  double compilerSeconds() throws IOException {
    var seconds = 0.0;
    try (var threads = Files.newDirectoryStream(Path.of("/proc", pid(), "task"))) {
      for (var thread : threads) {
        try {
          var stat = Files.readString(thread.resolve("stat"));
          seconds += stat.contains("CompilerThre") ? cpuSeconds(stat) : 0;
        } catch (NoSuchFileException ended) {
          continue; // The JVM ends compilers that have nothing to do.
        }
      }
    }
    return seconds;
  }

  /** CPU time of any process. */
  static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
  }

  /** Fields 14 and 15 of a stat line. */
  private static double cpuSeconds(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
  }

  /** Memory of the whole process, garbage not yet collected included. */
  long residentBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow(() -> new IOException("the control plane has no resident memory"));
    }
  }

  /** What is reachable in its heap; counting it collects the garbage first. */
  long liveHeapBytes() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, pid(), "GC.class_histogram").redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd does not reach the control plane: " + output);
    }
    return output
        .lines()
        .filter(line -> line.startsWith("Total"))
        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
        .findFirst()
        .orElseThrow(() -> new IOException("jcmd counted nothing: " + output));
  }

  private String pid() throws IOException {
    return lab.processes().stream()
        .filter(line -> line.name().equals("control-plane") && !line.pid().equals("-"))
        .findFirst()
        .orElseThrow(() -> new IOException("the control plane does not run"))
        .pid();
  }
}
