package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CEL's equality, with Kubernetes' meaning of it for objects and typed lists. */
final class Equality {

  private static final RuntimeEquality SCALARS =
      RuntimeEquality.create(RuntimeHelpers.create(), CelOptions.DEFAULT);

  private Equality() {}

  /** The left side's list type decides how lists compare. */
  static boolean equal(Object left, Object right) {
    return switch (left) {
      case ObjectValue object -> right instanceof ObjectValue other && objects(object, other);
      case List<?> list -> right instanceof List<?> other && lists(list, other);
      case Map<?, ?> map -> right instanceof Map<?, ?> other && maps(map, other);
      case Optional<?> optional ->
          right instanceof Optional<?> other
              && optional.isPresent() == other.isPresent()
              && (optional.isEmpty() || equal(optional.get(), other.get()));
      default -> SCALARS.objectEquals(left, right);
    };
  }

  static boolean contains(List<?> list, Object value) {
    return list.stream().anyMatch(item -> equal(item, value));
  }

  /** Item by item; the lists are of one size. */
  static boolean inOrder(List<?> left, List<?> right) {
    for (var i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean lists(List<?> left, List<?> right) {
    return left.size() == right.size()
        && (left instanceof ListValue typed ? typed.sameAs(right) : inOrder(left, right));
  }

  private static boolean maps(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (var entry : left.entrySet()) {
      var other = SCALARS.findInMap(right, entry.getKey());
      if (other.isEmpty() || !equal(entry.getValue(), other.get())) {
        return false;
      }
    }
    return true;
  }

  private static boolean objects(ObjectValue left, ObjectValue right) {
    return left.size() == right.size()
        && maps(left.fields(), right.fields())
        && left.rest().equals(right.rest());
  }
}
