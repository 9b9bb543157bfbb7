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

/** A command as typed into a shell, and what it says, both of its outputs together. */
final class Typed implements AutoCloseable {

  private static final long SECONDS = 90;

  private final String command;
  private final Process process;
  private final BlockingQueue<Optional<String>> coming = new LinkedBlockingQueue<>();
  private final List<String> said = new ArrayList<>();
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

  private Typed(String command, Process process) {
    this.command = command;
    this.process = process;
    Thread.ofVirtual().start(this::listen);
  }

  static Typed in(Path folder, String command, Map<String, String> environment) throws IOException {
    var builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Typed(command, builder.start());
  }

  private void listen() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        coming.add(Optional.of(line));
      }
    } catch (IOException killed) {
      coming.add(Optional.of("(" + killed.getMessage() + ")"));
    }
    coming.add(Optional.empty());
  }

  /** The next line, or nothing once all is said; fails the test when neither comes. */
  private Optional<String> next() throws InterruptedException {
    var next = coming.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    assertThat(next).as("%s after %d seconds said: %s", command, SECONDS, said).isNotNull();
    next.ifPresent(said::add);
    return next;
  }

  /** Waits until it says such a line. */
  String await(Predicate<String> wanted) throws InterruptedException {
    for (var line = next(); line.isPresent(); line = next()) {
      if (wanted.test(line.get())) {
        return line.get();
      }
    }
    throw new AssertionError(command + " ended and had said: " + said);
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() throws InterruptedException {
    while (next().isPresent()) {
      // All of it goes into what was said.
    }
    var ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    assertThat(ended).as("%s has ended", command).isTrue();
    return process.exitValue();
  }

  /** Waits for its end, which has to be a good one, and returns all it said. */
  List<String> lines() throws InterruptedException {
    var code = exitCode();
    assertThat(code).as("%s said: %s", command, said).isZero();
    return said;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
