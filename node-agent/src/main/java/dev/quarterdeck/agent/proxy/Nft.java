package dev.quarterdeck.agent.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the nft program in this process's network namespace. */
final class Nft {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<String> command;

  /**
   * @param command nft and what is to stand before it, such as a namespace switch
   */
  Nft(List<String> command) {
    this.command = List.copyOf(command);
  }

  static Nft at(Path program) {
    return new Nft(List.of(program.toString()));
  }

  /**
   * Applies a transaction, all or nothing.
   *
   * @throws IOException with nft's first complaint when it was refused
   */
  void apply(String transaction) throws IOException, InterruptedException {
    var result = run(transaction, "-f", "-");
    if (result.code != 0) {
      throw new IOException("nft refused the ruleset: " + firstLine(result.output));
    }
  }

  /** The table's declarations without set elements; empty when there is no such table. */
  Optional<String> list(String table) throws IOException, InterruptedException {
    var result = run("list table " + table + "\n", "-t", "-f", "-");
    return result.code == 0 ? Optional.of(result.output) : Optional.empty();
  }

  void delete(String table) throws IOException, InterruptedException {
    apply("add table " + table + "\ndelete table " + table + "\n");
  }

  private record Result(int code, String output) {}

  private Result run(String input, String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    var process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process
        .onExit()
        .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((ended, late) -> process.destroyForcibly());
    try (var in = process.getOutputStream();
        var out = process.getInputStream()) {
      // nft reads all of its input before it says anything.
      in.write(input.getBytes(StandardCharsets.UTF_8));
      in.close();
      var output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(String output) {
    return output.lines().findFirst().orElse("(no message)");
  }
}
