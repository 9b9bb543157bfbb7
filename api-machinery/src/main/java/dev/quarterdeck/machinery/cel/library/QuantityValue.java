package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.model.Quantities;
import java.math.BigDecimal;

/** {@code quantity('100Mi')}. Two are equal when their amounts are. */
final class QuantityValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.Quantity");
  private static final Operand<QuantityValue> SELF = new Operand<>(TYPE, QuantityValue.class);
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final BigDecimal amount;

  private QuantityValue(BigDecimal amount) {
    super(TYPE);
    this.amount = amount;
  }

  static void addTo(Functions functions) {
    functions.global("quantity", "string_to_quantity", TYPE, Operand.TEXT, QuantityValue::require);
    functions.global(
        "isQuantity",
        "is_quantity_string",
        SimpleType.BOOL,
        Operand.TEXT,
        text -> Quantities.parse(text).isPresent());
    functions.member(
        "sign", "quantity_sign", SimpleType.INT, SELF, quantity -> (long) quantity.amount.signum());
    functions.member(
        "isInteger", "quantity_is_integer", SimpleType.BOOL, SELF, QuantityValue::isInteger);
    functions.member(
        "asInteger", "quantity_get_int", SimpleType.INT, SELF, QuantityValue::asInteger);
    functions.member(
        "asApproximateFloat",
        "quantity_get_float",
        SimpleType.DOUBLE,
        SELF,
        quantity -> quantity.amount.doubleValue());
    arithmetic(functions);
    functions.comparison("quantity", SELF, (a, b) -> a.amount.compareTo(b.amount));
  }

  private static void arithmetic(Functions functions) {
    functions.member(
        "add",
        "quantity_add",
        TYPE,
        SELF,
        SELF,
        (a, b) -> new QuantityValue(a.amount.add(b.amount)));
    functions.member(
        "add",
        "quantity_add_int",
        TYPE,
        SELF,
        Operand.INT,
        (a, b) -> new QuantityValue(a.amount.add(BigDecimal.valueOf(b))));
    functions.member(
        "sub",
        "quantity_sub",
        TYPE,
        SELF,
        SELF,
        (a, b) -> new QuantityValue(a.amount.subtract(b.amount)));
    functions.member(
        "sub",
        "quantity_sub_int",
        TYPE,
        SELF,
        Operand.INT,
        (a, b) -> new QuantityValue(a.amount.subtract(BigDecimal.valueOf(b))));
  }

  private static QuantityValue require(String text) {
    return Quantities.parse(text)
        .map(QuantityValue::new)
        .orElseThrow(
            () ->
                new CelInvalidArgumentException(
                    "quantities must be a number with a suffix such as Mi or m, not "
                        + Shortened.of(text)));
  }

  private boolean isInteger() {
    return amount.stripTrailingZeros().scale() <= 0
        && amount.compareTo(LEAST) >= 0
        && amount.compareTo(MOST) <= 0;
  }

  private long asInteger() {
    if (!isInteger()) {
      throw new CelNumericOverflowException("cannot convert value to integer");
    }
    return amount.longValue();
  }

  @Override
  Object identity() {
    return amount;
  }

  /** By the amount, which may have been written with zeros; taking them off would cost more. */
  @Override
  public boolean equals(Object other) {
    return other instanceof QuantityValue quantity && quantity.amount.compareTo(amount) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(amount.doubleValue());
  }
}
