package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts and stops programs that outlive this process, each under a small shell loop that starts it
 * again when it dies, as systemd would.
 *
 * @param run folder for process ids and logs
 * @param script where supervise.sh is
 * @param enter the beginning of a command line that runs the rest of it inside a host; empty for
 *     this machine
 */
record Supervisor(Path run, Path script, List<String> enter) {

  private static final String SUPERVISOR = ".supervisor";

  /** Starts {@code name} unless it runs. */
  void start(String name, List<String> command) throws IOException {
    Files.createDirectories(run);
    if (isRunning(name)) {
      return;
    }
    Files.deleteIfExists(run.resolve(name + ".stop"));
    var words = new ArrayList<>(enter);
    words.addAll(List.of("setsid", "--fork", "sh", script.toString(), run.toString(), name));
    words.addAll(command);
    var launcher =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      launcher.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The program's id, in the process namespace it lives in; empty when it does not run. */
  Optional<String> pid(String name) throws IOException {
    return alive(run.resolve(name + ".pid"));
  }

  /** When the program was started last; empty when it does not run. */
  Optional<Instant> since(String name) throws IOException {
    return pid(name).isPresent()
        ? Optional.of(Files.getLastModifiedTime(run.resolve(name + ".pid")).toInstant())
        : Optional.empty();
  }

  boolean isRunning(String name) throws IOException {
    return alive(run.resolve(name + SUPERVISOR)).isPresent();
  }

  /** The programs that were started and neither ended nor were stopped, in order of their names. */
  List<String> names() throws IOException {
    if (!Files.exists(run)) {
      return List.of();
    }
    try (var files = Files.list(run)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUPERVISOR))
          .map(file -> file.substring(0, file.length() - SUPERVISOR.length()))
          .sorted()
          .toList();
    }
  }

  private Optional<String> alive(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    var pid = Files.readString(pidFile).strip();
    return !pid.isEmpty() && isOurs(pid) ? Optional.of(pid) : Optional.empty();
  }

  /**
   * Whether the process is one of this lab's: after a crash the number may be that of another
   * process. Command lines of the lab's processes name files of the lab; a zombie has no command
   * line.
   */
  private boolean isOurs(String pid) {
    var cat = inHost("cat", "/proc/" + pid + "/cmdline");
    return cat.succeeded() && cat.output().contains(run.getParent() + "/");
  }

  /** Kills the program only; its supervisor starts it again. */
  void kill(String name) throws IOException {
    var pid = pid(name);
    if (pid.isPresent()) {
      inHost("kill", "-KILL", pid.get());
    }
  }

  /** Ends program and supervisor with SIGTERM, and with SIGKILL after {@code grace}. */
  void stop(String name, Duration grace) throws IOException, InterruptedException {
    Files.createDirectories(run);
    Files.writeString(run.resolve(name + ".stop"), "");
    var supervisor = alive(run.resolve(name + SUPERVISOR));
    var program = pid(name);
    if (supervisor.isPresent()) {
      inHost("kill", "-TERM", supervisor.get());
      if (!Await.until(grace, () -> !isRunning(name))) {
        if (program.isPresent()) {
          inHost("kill", "-KILL", program.get());
        }
        inHost("kill", "-KILL", supervisor.get());
      }
    } else if (program.isPresent()) {
      inHost("kill", "-KILL", program.get());
    }
    Files.deleteIfExists(run.resolve(name + ".pid"));
    Files.deleteIfExists(run.resolve(name + SUPERVISOR));
  }

  Path log(String name) {
    return run.resolve(name + ".log");
  }

  private Command.Outcome inHost(String... words) {
    var all = new ArrayList<>(enter);
    all.addAll(List.of(words));
    return Command.attempt(Duration.ofSeconds(10), "", all);
  }
}
