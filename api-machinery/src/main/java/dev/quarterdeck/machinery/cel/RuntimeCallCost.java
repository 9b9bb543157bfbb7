package dev.quarterdeck.machinery.cel;

import dev.cel.common.values.CelByteString;
import java.util.List;
import java.util.Map;

/** What one call did cost, from the operands it had. */
final class RuntimeCallCost {

  private RuntimeCallCost() {}

  /**
   * @param operands the target, if any, and the arguments; null for those not evaluated
   */
  static long of(String function, List<Object> operands, Object result) {
    return switch (function) {
      case "_&&_", "_||_", "_?_:_" -> 0;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> walk(operands.getFirst());
      case "url",
          "isURL",
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "cidr",
          "isIP",
          "isCIDR",
          "ip",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver",
          "bytes",
          "format" ->
          traversal(operands, 0);
      case "startsWith", "endsWith", "validate" -> traversal(operands, operands.size() - 1);
      case "string" -> operands.getFirst() instanceof CelByteString ? traversal(operands, 0) : 1;
      case "replace", "split", "ip.isCanonical" -> 2 * traversal(operands, 0);
      case "join" -> 2 * scaled(RuntimeCost.size(result));
      case "find", "findAll", "matches" ->
          scaled(1 + size(operands, 0))
              * Range.scaled(size(operands, 1), Range.PER_REGEX_CHARACTER);
      case "contains" -> traversal(operands, 0) * traversal(operands, 1);
      case "containsIP", "containsCIDR" -> 4 + traversal(operands, 1);
      case "@in" -> operands.get(1) instanceof List<?> list ? Math.max(list.size(), 1) : 1;
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" ->
          scaled(Math.min(size(operands, 0), size(operands, 1)));
      case "_+_" -> plus(operands);
      default -> 1;
    };
  }

  private static long plus(List<Object> operands) {
    return operands.getFirst() instanceof List<?>
        ? 1 + Range.scaled(size(operands, 0) + size(operands, 1), RuntimeCost.PER_ITEM)
        : scaled(size(operands, 0) + size(operands, 1));
  }

  /** A walk through all of a value. */
  private static long walk(Object value) {
    return switch (value) {
      case String text -> scaled(text.length());
      case CelByteString bytes -> scaled(bytes.size());
      case List<?> list -> list.stream().mapToLong(RuntimeCallCost::walk).sum();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(entry -> walk(entry.getKey()) + walk(entry.getValue()))
              .sum();
      case ObjectValue object -> object.size();
      case null, default -> 1;
    };
  }

  private static long traversal(List<Object> operands, int index) {
    return scaled(size(operands, index));
  }

  private static long size(List<Object> operands, int index) {
    return RuntimeCost.size(operands.get(index));
  }

  private static long scaled(long size) {
    return Range.scaled(size, Range.PER_CHARACTER);
  }
}
