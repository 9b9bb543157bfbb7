package dev.quarterdeck.machinery.cel;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Field names as CEL identifiers: {@code my-field} is {@code my__dash__field} in a rule. The
 * escapes are those of Kubernetes' validation rules.
 */
final class EscapedNames {

  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");

  private EscapedNames() {}

  /** The identifier for a field, or empty when rules cannot name the field at all. */
  static Optional<String> escape(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    if (RESERVED.contains(name)) {
      return Optional.of("__" + name + "__");
    }
    return Optional.of(
        name.replace("__", "__underscores__")
            .replace(".", "__dot__")
            .replace("-", "__dash__")
            .replace("/", "__slash__"));
  }
}
