package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.math.BigDecimal;

/** Compares JSON as JSON does: 1 and 1.0 are one number, whatever node carries them. */
final class Numbers {

  private Numbers() {}

  static boolean equal(JsonNode a, JsonNode b) {
    return a.equals(b) || plain(a).equals(plain(b));
  }

  /** Whether it is not beyond what a number can be: {@code 1e999} is read as infinite. */
  static boolean finite(JsonNode number) {
    return !number.isFloatingPointNumber() || Double.isFinite(number.doubleValue());
  }

  /** Whether a number has no fraction. */
  static boolean whole(JsonNode number) {
    return number.isIntegralNumber()
        || number.isNumber()
            && finite(number)
            && number.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  /** The tree with every number in one form; the same tree when it holds none. */
  static JsonNode plain(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        var plain = Json.object();
        object.properties().forEach(e -> plain.set(e.getKey(), plain(e.getValue())));
        yield plain;
      }
      case ArrayNode array -> {
        var plain = Json.array();
        array.forEach(item -> plain.add(plain(item)));
        yield plain;
      }
      case JsonNode number when number.isNumber() && finite(number) -> {
        var decimal = number.decimalValue();
        // Stripping the zeros of 1e1000000 would be cheap, printing or comparing them not: keep it.
        yield DecimalNode.valueOf(
            decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros());
      }
      default -> value;
    };
  }
}
