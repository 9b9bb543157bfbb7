package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.agent.tool.Tool;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs the nft program.
 *
 * @param tool the program
 */
record Nft(Tool tool) {

  /**
   * Applies a transaction completely or not at all.
   *
   * @throws IOException with nft's first error message when it is refused
   */
  void apply(String transaction) throws IOException, InterruptedException {
    var result = tool.run(transaction, "-f", "-");
    if (result.code() != 0) {
      throw new IOException("nft refused the ruleset: " + result.firstLine());
    }
  }

  /** The table's declarations without set elements; empty when the table does not exist. */
  Optional<String> list(String table) throws IOException, InterruptedException {
    var result = tool.run("list table " + table + "\n", "-t", "-f", "-");
    return result.code() == 0 ? Optional.of(result.output()) : Optional.empty();
  }

  void delete(String table) throws IOException, InterruptedException {
    apply("add table " + table + "\ndelete table " + table + "\n");
  }
}
