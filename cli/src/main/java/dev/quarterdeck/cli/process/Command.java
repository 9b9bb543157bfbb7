package dev.quarterdeck.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the host to its end, with a deadline. */
public final class Command {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Command() {}

  /** A program that could not be run or did not succeed; the message is for the user. */
  public static final class Failed extends RuntimeException {
    Failed(String message) {
      super(message);
    }
  }

  /**
   * How a program ended.
   *
   * @param output standard output and error together, in the order they came
   */
  public record Outcome(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  /**
   * Runs it and returns what it printed.
   *
   * @throws Failed when it exits with anything but 0, or not in time
   */
  public static String run(String... words) {
    return run(DEADLINE, "", List.of(words));
  }

  /** As {@link #run(String...)}, feeding {@code input} to it. */
  public static String run(Duration deadline, String input, List<String> words) {
    var outcome = attempt(deadline, input, words);
    if (!outcome.succeeded()) {
      throw new Failed(
          "%s exited with %d: %s"
              .formatted(String.join(" ", words), outcome.exitCode(), outcome.output().strip()));
    }
    return outcome.output();
  }

  /**
   * Runs it, whatever its exit code.
   *
   * @throws Failed when it cannot be started or is not done in time (it is then killed)
   */
  public static Outcome attempt(Duration deadline, String input, List<String> words) {
    try {
      var process = new ProcessBuilder(words).redirectErrorStream(true).start();
      Thread.ofVirtual().start(() -> feed(process, input));
      return outcome(process, deadline, words);
    } catch (IOException e) {
      throw new Failed("cannot run %s: %s".formatted(words.getFirst(), e.getMessage()));
    }
  }

  /** As {@link #attempt(Duration, String, List)}, with a file as input. */
  public static Outcome attempt(Duration deadline, Path input, List<String> words) {
    try {
      var process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectInput(input.toFile()).start();
      return outcome(process, deadline, words);
    } catch (IOException e) {
      throw new Failed("cannot run %s: %s".formatted(words.getFirst(), e.getMessage()));
    }
  }

  private static Outcome outcome(Process process, Duration deadline, List<String> words) {
    try {
      var reader = new OutputReader(process.getInputStream());
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new Failed(
            "%s was not done after %d s".formatted(words.getFirst(), deadline.toSeconds()));
      }
      return new Outcome(process.exitValue(), reader.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("interrupted while running " + words.getFirst());
    }
  }

  private static void feed(Process process, String input) {
    try (var out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return; // The program ended before it had read all; its exit code tells whether it failed.
    }
  }

  /** Drains a program's output beside it, so that a full pipe never blocks it. */
  private static final class OutputReader {

    private final StringBuilder text = new StringBuilder();
    private final Thread thread;

    OutputReader(java.io.InputStream in) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
    }

    /** What came; a grandchild that keeps the pipe open is not waited for. */
    String text() throws InterruptedException {
      thread.join(Duration.ofSeconds(2));
      return thread.isAlive() ? "" : text.toString();
    }
  }
}
