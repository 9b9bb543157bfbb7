package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the server fills in for a field and refuses in it, as the facts table declares it.
 *
 * @param fill what is filled in where the field is absent; null for nothing
 * @param fillsZero whether the number 0 is absence too (an integer that is no pointer in Go)
 * @param roundsToMilli whether the amounts in the map are rounded away from zero to thousandths
 * @param needed whether an object without the field is refused
 * @param values the only values that are taken, in the order errors list them; empty for any
 * @param least the least number that is taken; null for any
 * @param most the most items of a list, or bytes of a text, that are taken; null for any number
 * @param unique the field that no two items of a list may share, or empty text for the items
 *     themselves; null when they may be equal
 * @param form the form that its text must have, such as {@code dnsLabel}; empty for any
 */
public record FieldRules(
    JsonNode fill,
    boolean fillsZero,
    boolean roundsToMilli,
    boolean needed,
    List<String> values,
    Long least,
    Integer most,
    String unique,
    String form) {

  /** Nothing is filled in and everything is taken. */
  public static final FieldRules NONE =
      new FieldRules(null, false, false, false, List.of(), null, null, null, "");

  public FieldRules {
    values = List.copyOf(values);
  }

  /** Whether anything is filled in or rounded. */
  public boolean fills() {
    return fill != null || roundsToMilli;
  }

  /** Whether any value is refused. */
  public boolean refuses() {
    return needed
        || !values.isEmpty()
        || least != null
        || most != null
        || unique != null
        || !form.isEmpty();
  }
}
