package dev.quarterdeck.machinery.schema;

import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Quantities in the form Kubernetes writes them: no fraction, the largest suffix that leaves none,
 * in the family (binary, decimal, exponent) they were given in.
 */
final class QuantityText {

  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private QuantityText() {}

  /** The canonical form, or null when the text is no quantity. */
  static String canonical(String text) {
    if (isPlain(text)) {
      return text;
    }
    var value = Quantities.parse(text);
    if (value.isEmpty()) {
      return null;
    }
    if (text.endsWith("i") && value.get().abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
      return binary(value.get());
    }
    return decimal(value.get(), isExponent(text));
  }

  /** Small whole numbers, alone or in thousandths: canonical, and nearly all there are. */
  private static boolean isPlain(String text) {
    var digits = text.endsWith("m") ? text.length() - 1 : text.length();
    if (digits == 0 || digits > 3 || text.charAt(0) == '0' && text.length() > 1) {
      return false;
    }
    for (var i = 0; i < digits; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isExponent(String text) {
    var last = text.charAt(text.length() - 1);
    return Character.isDigit(last) && (text.indexOf('e') > 0 || text.indexOf('E') > 0);
  }

  private static String binary(BigDecimal value) {
    var number = value.setScale(0, RoundingMode.UP).toBigInteger();
    var suffix = 0;
    while (suffix < BINARY.length - 1 && number.remainder(KIBI).signum() == 0) {
      number = number.divide(KIBI);
      suffix++;
    }
    return number + BINARY[suffix];
  }

  private static String decimal(BigDecimal value, boolean exponent) {
    var number = value.setScale(9, RoundingMode.UP).unscaledValue();
    if (number.signum() == 0) {
      return "0";
    }
    var suffix = 0;
    while (suffix < DECIMAL.length - 1 && number.remainder(THOUSAND).signum() == 0) {
      number = number.divide(THOUSAND);
      suffix++;
    }
    if (!exponent) {
      return number + DECIMAL[suffix];
    }
    var power = suffix * 3 - 9;
    return power == 0 ? number.toString() : number + "e" + power;
  }
}
