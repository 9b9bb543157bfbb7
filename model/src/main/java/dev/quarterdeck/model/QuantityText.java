package dev.quarterdeck.model;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The parts of a quantity's text: sign and digits, and what the suffix multiplies them by.
 *
 * @param digits where the digits start and the sign, if any, ends
 * @param point index of the decimal point, or where the digits end without one
 * @param end where the digits end and the suffix starts
 * @param binary whether the suffix is a power of two, such as {@code Mi}
 * @param decimalExponent whether the suffix is an exponent, such as {@code e3}
 * @param exponent of ten, or of two for a binary suffix
 */
record QuantityText(
    String text,
    int digits,
    int point,
    int end,
    boolean binary,
    boolean decimalExponent,
    int exponent) {

  private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final int NOT_A_SUFFIX = Integer.MIN_VALUE;

  /** Bounds the work that one text can ask for. */
  private static final int LONGEST = 64;

  /** Decimal digits that Kubernetes reads without arithmetic of arbitrary precision. */
  private static final int SHORT_DECIMAL = 18;

  private static final int SHORT_BINARY = 14;

  /** Null when {@code text} is no quantity. */
  static QuantityText parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    var digits = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    var point = digitsEnd(text, digits);
    var end =
        point < text.length() && text.charAt(point) == '.' ? digitsEnd(text, point + 1) : point;
    var suffix = text.substring(end);
    if (suffix.endsWith("i")) {
      var power = powerOfTwo(suffix);
      return power < 0 ? null : new QuantityText(text, digits, point, end, true, false, power);
    }
    var power = powerOfTen(suffix);
    if (power != NOT_A_SUFFIX) {
      return new QuantityText(text, digits, point, end, false, false, power);
    }
    power = exponent(suffix);
    return power == NOT_A_SUFFIX
        ? null
        : new QuantityText(text, digits, point, end, false, true, power);
  }

  private static int digitsEnd(String text, int from) {
    var at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  private static int powerOfTwo(String suffix) {
    return switch (suffix) {
      case "Ki" -> 10;
      case "Mi" -> 20;
      case "Gi" -> 30;
      case "Ti" -> 40;
      case "Pi" -> 50;
      case "Ei" -> 60;
      default -> -1;
    };
  }

  private static int powerOfTen(String suffix) {
    return switch (suffix) {
      case "n" -> -9;
      case "u" -> -6;
      case "m" -> -3;
      case "" -> 0;
      case "k" -> 3;
      case "M" -> 6;
      case "G" -> 9;
      case "T" -> 12;
      case "P" -> 15;
      case "E" -> 18;
      default -> NOT_A_SUFFIX;
    };
  }

  /** The exponent after {@code e}; no quantity needs one of more than three digits. */
  private static int exponent(String suffix) {
    if (suffix.charAt(0) != 'e' && suffix.charAt(0) != 'E') {
      return NOT_A_SUFFIX;
    }
    var signed = suffix.length() > 1 && (suffix.charAt(1) == '-' || suffix.charAt(1) == '+');
    var from = signed ? 2 : 1;
    var count = suffix.length() - from;
    if (count < 1 || count > 3 || digitsEnd(suffix, from) < suffix.length()) {
      return NOT_A_SUFFIX;
    }
    return Integer.parseInt(suffix, 1, suffix.length(), 10);
  }

  /** What stands before the suffix; no digits at all are zero, as in Kubernetes. */
  BigDecimal number() {
    var fraction = end > point + 1;
    return point > digits || fraction ? new BigDecimal(text.substring(0, end)) : BigDecimal.ZERO;
  }

  /**
   * Whether Kubernetes keeps the text as it was given: a short one whose suffix is a step of
   * thousands, and that neither starts with a zero nor ends in a thousand; a binary one that is no
   * multiple of eight.
   */
  boolean isCanonical() {
    if (text.equals("0")) {
      return true;
    }
    var first = digits;
    while (first < point && text.charAt(first) == '0') {
      first++;
    }
    var whole = point - first;
    var decimals = Math.max(0, end - point - 1);
    if (binary) {
      return decimals == 0
          && whole > 0
          && whole <= SHORT_BINARY - exponent * 3 / 10
          && (Long.parseLong(text, first, point, 10) & 7) != 0;
    }
    var scale = exponent - decimals;
    return whole > 0
        && whole + decimals <= SHORT_DECIMAL
        && scale >= -9
        && scale % 3 == 0
        && !endsInThousand();
  }

  private boolean endsInThousand() {
    var zeros = 0;
    for (var at = end - 1; at >= digits && zeros < 3; at--) {
      if (text.charAt(at) == '0') {
        zeros++;
      } else if (text.charAt(at) != '.') {
        return false;
      }
    }
    return zeros == 3;
  }

  /** Whether {@code text} is a whole number below 1000 with a suffix that bounds it, or none. */
  static boolean isPlain(String text) {
    var count = digitsEnd(text, 0);
    if (count == 0 || count > 3 || text.charAt(0) == '0') {
      return text.equals("0");
    }
    if (count == text.length()) {
      return true;
    }
    var suffix = text.substring(count);
    return suffix.endsWith("i")
        ? powerOfTwo(suffix) > 0 && !suffix.equals("Ei")
        : powerOfTen(suffix) != NOT_A_SUFFIX;
  }

  /** A whole number with the largest binary suffix that leaves no fraction. */
  static String writeBinary(BigInteger number) {
    var steps = Math.min(number.getLowestSetBit() / 10, BINARY.length - 1);
    return number.shiftRight(steps * 10) + BINARY[steps];
  }

  /**
   * A number of units of {@code 10^scale} with the largest step of thousands that leaves no
   * fraction.
   */
  static String writeDecimal(BigInteger number, int scale, boolean exponent) {
    if (number.signum() == 0) {
      return "0";
    }
    var thousand = BigInteger.valueOf(1000);
    var power = scale;
    while (exponent || power < 18) {
      var parts = number.divideAndRemainder(thousand);
      if (parts[1].signum() != 0) {
        break;
      }
      number = parts[0];
      power += 3;
    }
    if (!exponent) {
      return number + DECIMAL[power / 3 + 3];
    }
    return power == 0 ? number.toString() : number + "e" + power;
  }
}
