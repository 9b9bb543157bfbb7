package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;
import java.util.Optional;

/** Rules on resource quantities. */
public final class QuantityRules {

  /** What a malformed quantity is told; the grammar is in the words. */
  static final String MALFORMED =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

  private QuantityRules() {}

  /** The amount at a place; reports one that is malformed. */
  public static Optional<BigDecimal> of(Field quantity) {
    var amount = Quantities.parse(quantity.node().asText(""));
    if (amount.isEmpty()) {
      quantity.invalid(quantity.node().asText(""), MALFORMED);
    }
    return amount;
  }

  /** Refuses a malformed or negative amount. */
  public static Optional<BigDecimal> notNegative(Field quantity) {
    var amount = of(quantity);
    if (amount.isPresent() && amount.get().signum() < 0) {
      quantity.invalid(quantity.node().asText(""), "must be greater than or equal to 0");
    }
    return amount;
  }

  /** Refuses a malformed or negative amount; none is fine. */
  public static void optional(Field quantity) {
    if (quantity.present()) {
      notNegative(quantity);
    }
  }

  /** Refuses a malformed amount and one that is not above zero. */
  public static void positive(Field quantity) {
    of(quantity)
        .filter(amount -> amount.signum() <= 0)
        .ifPresent(
            amount -> quantity.invalid(quantity.node().asText(""), "must be greater than zero"));
  }

  /** Whether both are quantities and the first is the larger. */
  public static boolean exceeds(JsonNode amount, JsonNode bound) {
    var first = Quantities.parse(amount.asText(""));
    var second = Quantities.parse(bound.asText(""));
    return first.isPresent() && second.isPresent() && first.get().compareTo(second.get()) > 0;
  }
}
