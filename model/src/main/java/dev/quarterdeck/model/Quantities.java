package dev.quarterdeck.model;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Kubernetes' resource quantities ({@code 100m}, {@code 1.5Gi}, {@code 2e3}): their amounts and
 * their canonical text. The grammar and the rounding are those of <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>.
 */
public final class Quantities {

  private static final BigDecimal MOST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** How many decimals an amount has at most. */
  private static final int NANO = 9;

  private static final int MILLI = 3;

  private Quantities() {}

  /**
   * The amount, rounded away from zero to nine decimals, or empty when {@code text} is no quantity.
   */
  public static Optional<BigDecimal> parse(String text) {
    return Optional.ofNullable(QuantityText.parse(text)).map(Quantities::amount);
  }

  /** Kubernetes bounds binary amounts only. */
  private static BigDecimal amount(QuantityText text) {
    var number = text.number();
    var amount =
        text.binary()
            ? number.multiply(BigDecimal.valueOf(1L << text.exponent()))
            : number.scaleByPowerOfTen(text.exponent());
    if (amount.scale() > NANO) {
      amount = amount.setScale(NANO, RoundingMode.UP);
    }
    if (text.binary() && amount.abs().compareTo(MOST_BINARY) > 0) {
      return amount.signum() < 0 ? MOST_BINARY.negate() : MOST_BINARY;
    }
    return amount;
  }

  /**
   * The text that Kubernetes stores: as given where it is canonical; otherwise without a fraction,
   * with the largest suffix that leaves none, in the family (binary, decimal, exponent) in which it
   * was given.
   *
   * @return null when {@code text} is no quantity
   */
  public static String canonical(String text) {
    if (QuantityText.isPlain(text)) {
      return text;
    }
    var parsed = QuantityText.parse(text);
    if (parsed == null) {
      return null;
    }
    return parsed.isCanonical() ? text : write(amount(parsed), parsed);
  }

  /**
   * {@code text} when its amount is whole thousandths, otherwise the canonical text of the amount
   * rounded away from zero to thousandths: what Kubernetes does with the amounts of a {@code
   * ResourceList}.
   *
   * @param text returned as it is when it is no quantity
   */
  public static String roundedToMilli(String text) {
    var parsed =
        QuantityText.isPlain(text) && !endsBelowMilli(text) ? null : QuantityText.parse(text);
    if (parsed == null) {
      return text;
    }
    var amount = amount(parsed);
    var rounded = amount.setScale(MILLI, RoundingMode.UP);
    return rounded.compareTo(amount) == 0 ? text : write(rounded, parsed);
  }

  private static boolean endsBelowMilli(String text) {
    return text.endsWith("n") || text.endsWith("u");
  }

  /**
   * The canonical text of the sum, in the family of the first that is not zero.
   *
   * @throws IllegalArgumentException when one of them is no quantity
   */
  public static String plus(String one, String other) {
    var first = parsed(one);
    var second = parsed(other);
    var amount = amount(first);
    return write(amount.add(amount(second)), amount.signum() == 0 ? second : first);
  }

  /**
   * The text of the larger; the first when both are the same.
   *
   * @throws IllegalArgumentException when one of them is no quantity
   */
  public static String max(String one, String other) {
    return amount(parsed(other)).compareTo(amount(parsed(one))) > 0 ? other : one;
  }

  private static QuantityText parsed(String text) {
    var parsed = QuantityText.parse(text);
    if (parsed == null) {
      throw new IllegalArgumentException("not a quantity: " + text);
    }
    return parsed;
  }

  private static String write(BigDecimal amount, QuantityText given) {
    if (given.binary() && amount.abs().compareTo(KIBI) >= 0 && isWhole(amount)) {
      return QuantityText.writeBinary(amount.toBigInteger());
    }
    var nano = amount.setScale(NANO, RoundingMode.UP).unscaledValue();
    return QuantityText.writeDecimal(nano, -NANO, given.decimalExponent());
  }

  private static boolean isWhole(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.DOWN).compareTo(amount) == 0;
  }

  /** Whole units, rounded up, as the scheduler counts memory and pods; 0 for null or malformed. */
  public static long units(Quantity quantity) {
    return scaled(quantity, 0);
  }

  /** Thousandths, rounded up, as the scheduler counts CPU; 0 for null or malformed. */
  public static long millis(Quantity quantity) {
    return scaled(quantity, MILLI);
  }

  private static long scaled(Quantity quantity, int digits) {
    if (quantity == null) {
      return 0;
    }
    var format = quantity.getFormat() == null ? "" : quantity.getFormat();
    return parse(quantity.getAmount() + format)
        .map(value -> value.movePointRight(digits).setScale(0, RoundingMode.CEILING))
        .map(value -> value.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue())
        .orElse(0L);
  }
}
