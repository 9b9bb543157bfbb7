package dev.quarterdeck.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Kubernetes' resource quantities ({@code 100m}, {@code 1.5Gi}, {@code 2e3}) as numbers; the
 * grammar is that of <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>.
 */
public final class Quantities {

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\\d{1,3})?");

  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  private Quantities() {}

  /** The value, or empty when {@code text} is no quantity. */
  public static Optional<BigDecimal> parse(String text) {
    var matcher = GRAMMAR.matcher(text);
    if (text.length() > 64 || !matcher.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(matcher.group(1));
    var suffix = matcher.group(2);
    if (suffix == null) {
      return Optional.of(number);
    }
    var factor = SUFFIXES.get(suffix);
    return Optional.of(
        factor != null
            ? number.multiply(factor)
            : number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))));
  }

  /** Whole units, rounded up, as the scheduler counts memory and pods; 0 for null or malformed. */
  public static long units(io.fabric8.kubernetes.api.model.Quantity quantity) {
    return scaled(quantity, 0);
  }

  /** Thousandths, rounded up, as the scheduler counts CPU; 0 for null or malformed. */
  public static long millis(io.fabric8.kubernetes.api.model.Quantity quantity) {
    return scaled(quantity, 3);
  }

  private static long scaled(io.fabric8.kubernetes.api.model.Quantity quantity, int digits) {
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
