package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.schema.FieldValidation;

/**
 * How a create, update or patch writes.
 *
 * @param dryRun do everything but store
 * @param fieldManager who the fields belong to; empty when the client did not say
 */
public record WriteOptions(boolean dryRun, String fieldManager, FieldValidation fieldValidation) {

  public static final WriteOptions NONE = new WriteOptions(false, "", FieldValidation.WARN);
}
