package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Rules on fields that are a number or a percentage ({@code 3} or {@code "25%"}). */
public final class IntOrPercent {

  private static final Pattern PERCENT = Pattern.compile("[0-9]{1,9}%");

  private IntOrPercent() {}

  /** Refuses what is neither a number of at least 0 nor a percentage. */
  public static void check(Field field) {
    if (field.node().isTextual()) {
      if (!PERCENT.matcher(field.text()).matches()) {
        field.invalid(
            "a valid percent string must be a numeric value followed by an ending '%' (e.g. '1%', "
                + " or '93%', regex used for validation is '[0-9]+%')");
      }
    } else {
      field.notNegative();
    }
  }

  /** Refuses a percentage above 100. */
  public static void atMostAll(Field field) {
    if (field.node().isTextual() && number(field.node()) > 100) {
      field.invalid("must not be greater than 100%");
    }
  }

  /** The number, or the percentage's number; 0 when there is neither. */
  public static long number(JsonNode node) {
    if (node.isTextual()) {
      return PERCENT.matcher(node.textValue()).matches()
          ? Long.parseLong(node.textValue().substring(0, node.textValue().length() - 1))
          : 0;
    }
    return node.asLong(0);
  }
}
