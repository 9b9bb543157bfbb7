package dev.quarterdeck.machinery.schema;

import java.util.List;
import java.util.Optional;

/** What happens to fields the type does not know, and to fields given twice. */
public enum FieldValidation {
  /** They are dropped. */
  IGNORE,
  /** They are dropped, with a warning each. */
  WARN,
  /** The request is refused. */
  STRICT;

  /** How requests say it. */
  public static final List<String> WORDS = List.of("Ignore", "Warn", "Strict");

  /** Reads the {@code fieldValidation} parameter; empty text means WARN, empty result nonsense. */
  public static Optional<FieldValidation> of(String parameter) {
    return switch (parameter) {
      case "", "Warn" -> Optional.of(WARN);
      case "Ignore" -> Optional.of(IGNORE);
      case "Strict" -> Optional.of(STRICT);
      default -> Optional.empty();
    };
  }
}
