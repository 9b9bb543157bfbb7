package dev.quarterdeck.apiserver.schema;

import dev.quarterdeck.model.ApiFault;

/** What happens to fields the type does not know, and to fields given twice. */
public enum FieldValidation {
  /** They are dropped. */
  IGNORE,
  /** They are dropped, with a warning each. */
  WARN,
  /** The request is refused. */
  STRICT;

  /**
   * Reads the {@code fieldValidation} query parameter; null and empty mean WARN.
   *
   * @throws ApiFault 400 for any other word
   */
  public static FieldValidation parse(String parameter) {
    return switch (parameter == null ? "" : parameter) {
      case "", "Warn" -> WARN;
      case "Ignore" -> IGNORE;
      case "Strict" -> STRICT;
      case String other ->
          throw ApiFault.badRequest(
              "fieldValidation must be one of Ignore, Warn, Strict, not \"%s\"".formatted(other));
    };
  }
}
