package dev.quarterdeck.customkinds.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One step of a path: from a value to some of the values in it. */
sealed interface Step {

  Stream<JsonNode> from(JsonNode value);

  /** A field of an object. */
  record Field(String name) implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return Stream.ofNullable(value.get(name));
    }
  }

  /** All fields of an object, or items of an array. */
  record All() implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return children(value);
    }
  }

  /** The value itself and all that is in it, at any depth. */
  record Descendants() implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return Stream.concat(Stream.of(value), children(value).flatMap(this::from));
    }
  }

  /**
   * Some items of an array. Negative positions count from the end.
   *
   * @param from the first; null for the beginning
   * @param to behind the last; null for the end
   * @param step positive
   */
  record Slice(Integer from, Integer to, int step) implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      if (!(value instanceof ArrayNode array)) {
        return Stream.empty();
      }
      var first = Math.max(0, position(from, 0, array.size()));
      var end = Math.min(array.size(), position(to, array.size(), array.size()));
      return Stream.iterate(first, i -> i < end, i -> i + step).map(array::get);
    }

    private static int position(Integer asked, int otherwise, int size) {
      return asked == null ? otherwise : asked < 0 ? asked + size : asked;
    }
  }

  /** One item of an array. */
  record Index(int index) implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return Stream.ofNullable(value.get(index < 0 ? index + value.size() : index))
          .filter(found -> value.isArray());
    }
  }

  /** What any of several steps leads to. */
  record Union(List<Step> steps) implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return steps.stream().flatMap(step -> step.from(value));
    }
  }

  /**
   * The items of an array for which something holds.
   *
   * @param left a path from the item
   * @param operator empty to ask only whether {@code left} leads anywhere
   * @param right a path from the item or a constant; null without an operator
   */
  record Filter(JsonPath left, String operator, Operand right) implements Step {
    @Override
    public Stream<JsonNode> from(JsonNode value) {
      return value.isArray() ? children(value).filter(this::holds) : Stream.empty();
    }

    private boolean holds(JsonNode item) {
      var found = left.find(item);
      if (found.isEmpty() || operator.isEmpty()) {
        return !found.isEmpty();
      }
      var other = right.of(item);
      if (other == null) {
        return false;
      }
      var order = compare(found.getFirst(), other);
      return switch (operator) {
        case "==" -> equal(found.getFirst(), other);
        case "!=" -> !equal(found.getFirst(), other);
        case "<" -> order != null && order < 0;
        case "<=" -> order != null && order <= 0;
        case ">" -> order != null && order > 0;
        case ">=" -> order != null && order >= 0;
        case String unknown -> throw new IllegalStateException("no such operator: " + unknown);
      };
    }

    private static boolean equal(JsonNode a, JsonNode b) {
      return a.isNumber() && b.isNumber() ? decimal(a).compareTo(decimal(b)) == 0 : a.equals(b);
    }

    /** Null when the two have no order. */
    private static Integer compare(JsonNode a, JsonNode b) {
      if (a.isNumber() && b.isNumber()) {
        return decimal(a).compareTo(decimal(b));
      }
      return a.isTextual() && b.isTextual() ? a.textValue().compareTo(b.textValue()) : null;
    }

    private static BigDecimal decimal(JsonNode number) {
      return number.decimalValue();
    }
  }

  /** What a filter compares with. */
  sealed interface Operand {
    /** Null when there is nothing. */
    JsonNode of(JsonNode item);

    /** The same for every item. */
    record Constant(JsonNode value) implements Operand {
      @Override
      public JsonNode of(JsonNode item) {
        return value;
      }
    }

    /** The first value at a path from the item. */
    record At(JsonPath path) implements Operand {
      @Override
      public JsonNode of(JsonNode item) {
        return path.find(item).stream().findFirst().orElse(null);
      }
    }
  }

  private static Stream<JsonNode> children(JsonNode value) {
    return StreamSupport.stream(value.spliterator(), false);
  }
}
