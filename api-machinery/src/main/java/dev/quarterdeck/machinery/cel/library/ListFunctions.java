package dev.quarterdeck.machinery.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code isSorted}, {@code sum}, {@code min}, {@code max}, {@code indexOf}, {@code lastIndexOf}.
 */
final class ListFunctions {

  private static final TypeParamType ANY = TypeParamType.create("T");

  private static final Map<CelType, Object> SUMMABLE = new LinkedHashMap<>();

  static {
    SUMMABLE.put(SimpleType.INT, 0L);
    SUMMABLE.put(SimpleType.UINT, UnsignedLong.ZERO);
    SUMMABLE.put(SimpleType.DOUBLE, 0.0);
    SUMMABLE.put(SimpleType.DURATION, Duration.ZERO);
  }

  private static final List<CelType> COMPARABLE =
      List.of(
          SimpleType.INT,
          SimpleType.UINT,
          SimpleType.DOUBLE,
          SimpleType.BOOL,
          SimpleType.DURATION,
          SimpleType.TIMESTAMP,
          SimpleType.STRING,
          SimpleType.BYTES);

  private ListFunctions() {}

  static void addTo(Functions functions) {
    for (var type : COMPARABLE) {
      var name = "list_" + type.name().replace("google.protobuf.", "").toLowerCase(Locale.ROOT);
      var list = ListType.create(type);
      functions.member(
          "isSorted",
          name + "_is_sorted_bool",
          SimpleType.BOOL,
          new Operand<>(list, List.class),
          ListFunctions::sorted);
      functions.member(
          "min",
          name + "_min_" + name,
          type,
          new Operand<>(list, List.class),
          it -> extreme("min", it, -1));
      functions.member(
          "max",
          name + "_max_" + name,
          type,
          new Operand<>(list, List.class),
          it -> extreme("max", it, 1));
    }
    SUMMABLE.forEach(
        (type, zero) -> {
          var name = "list_" + type.name().replace("google.protobuf.", "").toLowerCase(Locale.ROOT);
          functions.member(
              "sum",
              name + "_sum",
              type,
              new Operand<>(ListType.create(type), List.class),
              list -> sum(list, zero));
        });
    positions(functions);
  }

  private static void positions(Functions functions) {
    for (var name : List.of("indexOf", "lastIndexOf")) {
      var overload = name.equals("indexOf") ? "list_a_index_of_int" : "list_a_last_index_of_int";
      functions.declare(
          name,
          CelOverloadDecl.newMemberOverload(overload, SimpleType.INT, ListType.create(ANY), ANY));
      functions.bind(
          name,
          CelFunctionBinding.from(
              overload,
              List.class,
              Object.class,
              (list, item) ->
                  (long) (name.equals("indexOf") ? list.indexOf(item) : list.lastIndexOf(item))));
    }
  }

  private static boolean sorted(List<?> list) {
    Object before = null;
    for (var item : list) {
      if (before != null && compare(before, item) > 0) {
        return false;
      }
      before = item;
    }
    return true;
  }

  /**
   * @param sign 1 for the largest, -1 for the smallest
   */
  private static Object extreme(String name, List<?> list, int sign) {
    Object best = null;
    for (var item : list) {
      if (best == null || compare(item, best) * sign > 0) {
        best = item;
      }
    }
    if (best == null) {
      throw new CelInvalidArgumentException(name + " called on empty list");
    }
    return best;
  }

  private static Object sum(List<?> list, Object zero) {
    Object sum = zero;
    try {
      for (var item : list) {
        sum = plus(sum, item);
      }
    } catch (ArithmeticException overflow) {
      throw new CelNumericOverflowException("integer overflow");
    }
    return sum;
  }

  private static Object plus(Object sum, Object item) {
    return switch (item) {
      case Long number when sum instanceof Long total -> Math.addExact(total, number);
      case Double number when sum instanceof Double total -> total + number;
      case Duration number when sum instanceof Duration total -> total.plus(number);
      case UnsignedLong number when sum instanceof UnsignedLong total -> {
        var next = total.plus(number);
        if (next.compareTo(total) < 0) {
          throw new ArithmeticException();
        }
        yield next;
      }
      // a list of unknown items starts with an integer zero
      case Object number when Long.valueOf(0).equals(sum) -> number;
      default -> throw unfit(sum, item);
    };
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    if (a instanceof CelByteString first && b instanceof CelByteString second) {
      return Arrays.compareUnsigned(first.toByteArray(), second.toByteArray());
    }
    if (a instanceof Comparable<?> && a.getClass() == b.getClass()) {
      return Integer.signum(((Comparable<Object>) a).compareTo(b));
    }
    throw unfit(a, b);
  }

  private static CelInvalidArgumentException unfit(Object a, Object b) {
    return new CelInvalidArgumentException(
        "no such overload: items of %s and %s"
            .formatted(a.getClass().getSimpleName(), b.getClass().getSimpleName()));
  }
}
