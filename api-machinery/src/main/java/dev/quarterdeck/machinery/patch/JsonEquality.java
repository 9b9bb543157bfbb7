package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Equality as JSON means it: 1 and 1.0 are one number, whatever they were parsed into. */
final class JsonEquality {

  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
          return a.isIntegralNumber() && b.isIntegralNumber()
              ? a.bigIntegerValue().compareTo(b.bigIntegerValue())
              : Double.compare(a.doubleValue(), b.doubleValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private JsonEquality() {}

  /** Whether both say the same; null (absent) equals only JSON's null. */
  static boolean same(JsonNode a, JsonNode b) {
    if (a == null || b == null) {
      return (a == null || a.isNull()) && (b == null || b.isNull());
    }
    return a.equals(BY_VALUE, b);
  }
}
