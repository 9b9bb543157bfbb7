package dev.quarterdeck.agent.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host that reads its commands from standard input, such as nft or ip. It runs in
 * this process's network namespace unless the command changes it.
 *
 * @param command the program and its first arguments
 */
public record Tool(List<String> command) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The result of a run; {@code output} is standard output and standard error together. */
  public record Result(int code, String output) {

    /** The first line of the output; {@code (no message)} without output. */
    public String firstLine() {
      return output.lines().findFirst().orElse("(no message)");
    }
  }

  public Tool {
    command = List.copyOf(command);
  }

  /**
   * Runs the program and waits for its end; kills it after 30 s. The program must read all its
   * input before it writes more than a pipe holds.
   *
   * @throws IOException when it cannot be started or ends while it reads
   */
  public Result run(String input, String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process
        .onExit()
        .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> process.destroyForcibly());
    try (var out = process.getInputStream()) {
      var refused = write(process, input);
      var output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      var code = process.waitFor();
      if (refused.isPresent() && code == 0 && !input.isEmpty()) {
        throw refused.get();
      }
      return new Result(code, output);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Writes the input. A program that ends before it has read everything reports the reason by its
   * exit code and output.
   */
  private static Optional<IOException> write(Process process, String input) {
    try (var in = process.getOutputStream()) {
      if (!input.isEmpty()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }
}
