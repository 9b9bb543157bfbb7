package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.machinery.schema.FieldValidation;

/**
 * How a create, update or patch writes.
 *
 * @param dryRun do everything but store
 * @param fieldManager who the fields belong to; empty when the client did not say
 * @param applies whether this is a server-side apply, which states whom fields belong to itself
 * @param force take fields from other managers; only for applies
 */
public record WriteOptions(
    boolean dryRun,
    String fieldManager,
    FieldValidation fieldValidation,
    boolean applies,
    boolean force) {

  public static final WriteOptions NONE =
      new WriteOptions(false, "", FieldValidation.WARN, false, false);

  /** The same options for a server-side apply. */
  WriteOptions applying() {
    return new WriteOptions(dryRun, fieldManager, fieldValidation, true, force);
  }
}
