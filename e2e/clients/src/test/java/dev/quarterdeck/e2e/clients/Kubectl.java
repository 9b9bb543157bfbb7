package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, unmodified. */
record Kubectl(Path kubeconfig) {

  private static final long SECONDS = 60;

  private record Outcome(int code, String output) {}

  /** Runs it and returns what it prints; fails the test when it exits with anything but 0. */
  String run(String... words) {
    return withInput("", words);
  }

  /** As {@link #run}, with standard input. */
  String withInput(String input, String... words) {
    var outcome = attempt(input, words);
    assertThat(outcome.code())
        .as("output of kubectl %s: %s", String.join(" ", words), outcome.output())
        .isZero();
    return outcome.output();
  }

  /** Runs a command that is expected to fail and returns its output. */
  String fails(String input, String... words) {
    var outcome = attempt(input, words);
    assertThat(outcome.code())
        .as("output of kubectl %s: %s", String.join(" ", words), outcome.output())
        .isNotZero();
    return outcome.output();
  }

  private Outcome attempt(String input, String... words) {
    try {
      // After the dashes kubectl reads YAML; without them it takes a brace for JSON.
      var in = Files.writeString(Files.createTempFile("kubectl", ".in"), "---\n" + input);
      var out = Files.createTempFile("kubectl", ".out");
      try {
        var line = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        line.addAll(List.of(words));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("KUBE_EDITOR", "sed -i s/color:.blue/color:\\ red/");
        var process = builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "kubectl " + String.join(" ", words) + " did not end within a minute");
        }
        return new Outcome(process.exitValue(), Files.readString(out));
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
