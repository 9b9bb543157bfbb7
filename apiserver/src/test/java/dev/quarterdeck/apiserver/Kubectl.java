package dev.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The real kubectl, for tests.
 *
 * @param server URL
 * @param home a folder of the test's own, for kubectl's caches
 */
public record Kubectl(String server, Path home) {

  private static final Path BINARY = Path.of("/usr/bin/kubectl");

  /** How it ended. */
  public record Outcome(int code, String output) {}

  public static boolean isInstalled() {
    return Files.isExecutable(BINARY);
  }

  /** Runs it and expects success; returns what it printed, errors included. */
  public String run(String... arguments) {
    var outcome = tryRun("", arguments);
    assertThat(outcome.code).as(outcome.output).isZero();
    return outcome.output;
  }

  /**
   * Runs it.
   *
   * @param input for {@code -f -}
   */
  public Outcome tryRun(String input, String... arguments) {
    var command = new ArrayList<>(List.of(BINARY.toString(), "--server=" + server));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("KUBECONFIG");
    try {
      var output = Files.createTempFile(home, "out", ".txt");
      var stdin = Files.createTempFile(home, "in", ".txt");
      Files.writeString(stdin, input);
      var process = builder.redirectOutput(output.toFile()).redirectInput(stdin.toFile()).start();
      try {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("kubectl ends").isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Outcome(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      throw new AssertionError("kubectl could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while kubectl ran", e);
    }
  }
}
