package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One property of an object type.
 *
 * @param name the JSON name
 * @param required whether the published schema requires it
 * @param defaultValue what absence means where it identifies list items; null for none
 * @param rules what the server fills in and refuses; {@link FieldRules#NONE} in custom kinds, whose
 *     schemas say it
 */
public record Property(
    String name,
    Shape shape,
    boolean required,
    MergeRule merge,
    JsonNode defaultValue,
    FieldRules rules) {

  /** A field of a custom kind. */
  public Property(
      String name, Shape shape, boolean required, MergeRule merge, JsonNode defaultValue) {
    this(name, shape, required, merge, defaultValue, FieldRules.NONE);
  }

  /** An optional field nothing special is said about. */
  public static Property of(String name, Shape shape) {
    return of(name, shape, MergeRule.DEFAULT);
  }

  /** An optional field with its own way to merge. */
  public static Property of(String name, Shape shape, MergeRule merge) {
    return new Property(name, shape, false, merge, null);
  }
}
