package dev.quarterdeck.cri.sim;

import dev.quarterdeck.model.time.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The commands that a simulated container can run: {@code true}, {@code false}, {@code echo},
 * {@code sleep}, and {@code sh -c} with those and {@code exit N} joined by {@code ;}.
 */
final class Commands {

  /**
   * The result of a command.
   *
   * @param takes how long the command runs; empty when it never ends
   */
  record Outcome(int exitCode, String stdout, Optional<Duration> takes) {}

  private Commands() {}

  /** The command's result; empty for a command that is not one of these. */
  static Optional<Outcome> run(List<String> line) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    var program = line.getFirst().substring(line.getFirst().lastIndexOf('/') + 1);
    var arguments = line.subList(1, line.size());
    return switch (program) {
      case "true" -> Optional.of(done(0, ""));
      case "false" -> Optional.of(done(1, ""));
      case "echo" -> Optional.of(done(0, String.join(" ", arguments) + "\n"));
      case "sleep" -> sleep(arguments);
      case "sh", "ash", "bash" -> shell(arguments);
      case "busybox" -> run(arguments);
      default -> Optional.empty();
    };
  }

  private static Outcome done(int exitCode, String stdout) {
    return new Outcome(exitCode, stdout, Optional.of(Duration.ZERO));
  }

  private static Optional<Outcome> sleep(List<String> arguments) {
    if (arguments.size() != 1) {
      return Optional.of(done(1, ""));
    }
    var time = arguments.getFirst();
    if (time.equals("infinity")) {
      return Optional.of(new Outcome(0, "", Optional.empty()));
    }
    if (!time.matches("\\d{1,9}(\\.\\d{1,9})?[smh]?")) {
      return Optional.of(done(1, ""));
    }
    var plainSeconds = Character.isDigit(time.charAt(time.length() - 1));
    var takes = GoDuration.parse(plainSeconds ? time + "s" : time);
    return Optional.of(new Outcome(0, "", Optional.of(takes)));
  }

  private static Optional<Outcome> shell(List<String> arguments) {
    if (arguments.size() != 2 || !arguments.getFirst().equals("-c")) {
      return Optional.empty();
    }
    var output = new StringBuilder();
    var total = Duration.ZERO;
    var exitCode = 0;
    for (var statement : arguments.get(1).strip().split("\\s*(;|&&)\\s*")) {
      var words = List.of(statement.split("\\s+"));
      if (words.getFirst().equals("exit")) {
        var code = words.size() > 1 && words.get(1).matches("\\d{1,3}") ? words.get(1) : "0";
        return Optional.of(
            new Outcome(Integer.parseInt(code), output.toString(), Optional.of(total)));
      }
      var outcome = run(words);
      if (outcome.isEmpty()) {
        return Optional.empty();
      }
      output.append(outcome.get().stdout());
      if (outcome.get().takes().isEmpty()) {
        return Optional.of(new Outcome(0, output.toString(), Optional.empty()));
      }
      total = total.plus(outcome.get().takes().get());
      exitCode = outcome.get().exitCode();
    }
    return Optional.of(new Outcome(exitCode, output.toString(), Optional.of(total)));
  }
}
