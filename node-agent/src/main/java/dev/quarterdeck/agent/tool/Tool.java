package dev.quarterdeck.agent.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host that reads its orders from its input, such as nft or ip. It works in this
 * process's network namespace unless the command says otherwise.
 *
 * @param command the program and what is always to stand before its arguments
 */
public record Tool(List<String> command) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** How a run ended; {@code output} is standard output and error together. */
  public record Result(int code, String output) {

    public String firstLine() {
      return output.lines().findFirst().orElse("(no message)");
    }
  }

  public Tool {
    command = List.copyOf(command);
  }

  /**
   * Runs it to its end, which comes by force after 30 s. The program must read all of its input
   * before it writes much.
   *
   * @throws IOException when it cannot be started or dies while reading
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

  /** A program that ends before it has read everything tells why by its code and its output. */
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
