package dev.quarterdeck.apiserver.verb;

/**
 * How a create, update or patch writes.
 *
 * @param dryRun do everything but store
 * @param fieldManager who the fields belong to; empty when the client did not say
 */
public record WriteOptions(boolean dryRun, String fieldManager, FieldValidation fieldValidation) {

  /** What happens to fields the kind does not have. Warn is what Kubernetes does unasked. */
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }

  public static final WriteOptions NONE = new WriteOptions(false, "", FieldValidation.WARN);
}
