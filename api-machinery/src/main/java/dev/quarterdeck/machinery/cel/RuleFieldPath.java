package dev.quarterdeck.machinery.cel;

import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The field a rule blames: {@code .spec.replicas} or {@code ['my.key'].x}, from the rule's place
 * down through fields and map keys, never into lists.
 */
final class RuleFieldPath {

  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]']+)|\\['((?:[^'\\\\]|\\\\[abfnrtv'\\\\])*)'\\]");

  private RuleFieldPath() {}

  /** What is wrong with the path, or empty. */
  static Optional<String> fault(String path, StructuralSchema schema) {
    var steps = steps(path);
    if (steps.isEmpty()) {
      return Optional.of("expected [ or . and a field's name, or a name in ['single quotes']");
    }
    var at = schema;
    for (var step : steps.get()) {
      var next = at.properties().isEmpty() ? at.additionalProperties() : at.properties().get(step);
      if (next == null) {
        return Optional.of("does not refer to a valid field");
      }
      at = next;
    }
    return Optional.empty();
  }

  /** The path as errors write it, to be appended to the rule's place: {@code .a.b[key]}. */
  static String suffix(String path, StructuralSchema schema) {
    var suffix = new StringBuilder();
    var at = schema;
    for (var step : steps(path.strip()).orElse(List.of())) {
      var isMap = at.properties().isEmpty();
      suffix.append(isMap ? "[" + step + "]" : "." + step);
      at = isMap ? at.additionalProperties() : at.properties().get(step);
    }
    return suffix.toString();
  }

  private static Optional<List<String>> steps(String path) {
    var steps = new ArrayList<String>();
    var matcher = STEP.matcher(path);
    var at = 0;
    while (at < path.length()) {
      if (!matcher.region(at, path.length()).lookingAt()) {
        return Optional.empty();
      }
      steps.add(matcher.group(1) != null ? matcher.group(1) : unescaped(matcher.group(2)));
      at = matcher.end();
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps);
  }

  private static String unescaped(String quoted) {
    var text = new StringBuilder();
    for (var i = 0; i < quoted.length(); i++) {
      var c = quoted.charAt(i);
      text.append(
          c != '\\'
              ? c
              : switch (quoted.charAt(++i)) {
                case 'a' -> '\u0007';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'v' -> '\u000b';
                default -> quoted.charAt(i);
              });
    }
    return text.toString();
  }
}
