package dev.quarterdeck.machinery.cel;

import dev.cel.runtime.CelRuntime;
import dev.quarterdeck.machinery.structural.ValidationRule;

/**
 * A rule ready to run.
 *
 * @param source as the definition has it
 * @param program says whether the rule holds
 * @param message makes the words of an error; null when the definition gives none
 * @param usesOldSelf whether it compares with the value before
 */
record CompiledRule(
    ValidationRule source,
    CelRuntime.Program program,
    CelRuntime.Program message,
    boolean usesOldSelf) {

  boolean optionalOldSelf() {
    return Boolean.TRUE.equals(source.optionalOldSelf());
  }

  /** What an error says when no expression makes it: the message, else the rule itself. */
  String words() {
    return source.message().isEmpty() ? "failed rule: " + name() : source.message().strip();
  }

  /** How errors of the evaluation name the rule. */
  String name() {
    return (source.message().isEmpty() ? source.rule() : source.message()).strip();
  }
}
