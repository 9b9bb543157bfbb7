package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A command that a shell runs, and its standard output and error together. */
final class ShellCommand implements AutoCloseable {

  private static final long SECONDS = 90;

  private final String command;
  private final Process process;
  private final BlockingQueue<Optional<String>> incoming = new LinkedBlockingQueue<>();
  private final List<String> output = new ArrayList<>();
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

  private ShellCommand(String command, Process process) {
    this.command = command;
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static ShellCommand in(Path folder, String command, Map<String, String> environment)
      throws IOException {
    var builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new ShellCommand(command, builder.start());
  }

  private void read() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        incoming.add(Optional.of(line));
      }
    } catch (IOException killed) {
      incoming.add(Optional.of("(" + killed.getMessage() + ")"));
    }
    incoming.add(Optional.empty());
  }

  /** The next line; empty at the end of the output. Fails the test after the deadline. */
  private Optional<String> next() throws InterruptedException {
    var next = incoming.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    assertThat(next).as("output of %s after %d seconds: %s", command, SECONDS, output).isNotNull();
    next.ifPresent(output::add);
    return next;
  }

  /** Waits for such a line. */
  String await(Predicate<String> wanted) throws InterruptedException {
    for (var line = next(); line.isPresent(); line = next()) {
      if (wanted.test(line.get())) {
        return line.get();
      }
    }
    throw new AssertionError(command + " ended, output: " + output);
  }

  /** Waits for the end of the command and returns its exit code. */
  int exitCode() throws InterruptedException {
    while (next().isPresent()) {
      // next() has added the line to the output.
    }
    var ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    assertThat(ended).as("%s has ended", command).isTrue();
    return process.exitValue();
  }

  /** Waits for the end of the command, which must succeed, and returns its output. */
  List<String> lines() throws InterruptedException {
    var code = exitCode();
    assertThat(code).as("output of %s: %s", command, output).isZero();
    return output;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
