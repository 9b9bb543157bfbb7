package dev.quarterdeck.machinery.cel;

import dev.cel.common.types.CelKind;
import dev.quarterdeck.machinery.cel.StaticCost.Operand;
import java.util.List;

/** What one call can cost, and how large its result can be, from the sizes of its operands. */
final class StaticCallCost {

  /** Addresses are 4 or 16 bytes. */
  private static final Range ADDRESS = new Range(4, 16);

  /** Characters of a number, a boolean or a time as text. */
  private static final long MAX_SCALAR_TEXT = 40;

  private StaticCallCost() {}

  /**
   * @param size of the result; null when the call does not tell
   */
  record Estimate(Range cost, Range size) {

    private Estimate plus(Range arguments) {
      return new Estimate(cost.plus(arguments), size);
    }
  }

  /**
   * The cost including that of evaluating the arguments, without the target's.
   *
   * @param operands the target, if any, and the arguments
   * @param arguments what evaluating each argument costs
   */
  static Estimate of(
      String function, String overload, List<Operand> operands, List<Range> arguments) {
    var spent = arguments.stream().reduce(Range.NONE, Range::plus);
    return switch (overload) {
      case "logical_and", "logical_or" ->
          new Estimate(
              new Range(arguments.get(0).min(), arguments.get(0).plus(arguments.get(1)).max()),
              null);
      case "conditional" ->
          new Estimate(
              arguments.get(0).plus(arguments.get(1).or(arguments.get(2))),
              operands.get(1).size().or(operands.get(2).size()));
      default -> {
        var ours = kubernetes(function, overload, operands);
        yield (ours != null ? ours : standard(overload, operands)).plus(spent);
      }
    };
  }

  private static Estimate standard(String overload, List<Operand> operands) {
    return switch (overload) {
      case "string_to_bytes" ->
          new Estimate(traversal(operands, 0), operands.getFirst().size().times(4.0));
      case "int64_to_string",
          "uint64_to_string",
          "double_to_string",
          "bool_to_string",
          "timestamp_to_string",
          "duration_to_string" ->
          new Estimate(Range.ONE, Range.upTo(MAX_SCALAR_TEXT));
      case "bytes_to_string" -> new Estimate(traversal(operands, 0), operands.getFirst().size());
      case "strings_quote" ->
          new Estimate(
              traversal(operands, 0), operands.getFirst().size().times(2.0).plus(Range.exactly(2)));
      case "starts_with_string", "ends_with_string" -> cost(traversal(operands, 1));
      case "in_list" -> cost(operands.get(1).size().times(1.0));
      case "matches", "matches_string" -> cost(regex(operands));
      case "contains_string" -> cost(traversal(operands, 0).times(traversal(operands, 1)));
      case "add_list" -> new Estimate(Range.ONE, sum(operands));
      case "add_string", "add_bytes" ->
          new Estimate(sum(operands).times(Range.PER_CHARACTER), sum(operands));
      case "equals",
          "not_equals",
          "less_string",
          "less_equals_string",
          "greater_string",
          "greater_equals_string",
          "less_bytes",
          "less_equals_bytes",
          "greater_bytes",
          "greater_equals_bytes" ->
          cost(comparison(operands));
      default -> cost(Range.ONE);
    };
  }

  private static Estimate kubernetes(String function, String overload, List<Operand> operands) {
    return switch (function) {
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          cost(walk(operands.getFirst()));
      case "url",
          "isURL",
          "cidr",
          "isIP",
          "isCIDR",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver",
          "validate" ->
          cost(traversal(operands, operands.size() - 1));
      case "ip" -> cost(overload.equals("cidr_ip") ? Range.ONE : traversal(operands, 0));
      case "ip.isCanonical" -> cost(operands.getFirst().size().times(2 * Range.PER_CHARACTER));
      case "lowerAscii", "upperAscii", "substring", "trim" ->
          new Estimate(traversal(operands, 0), operands.getFirst().size());
      case "format" -> new Estimate(traversal(operands, 0), null);
      case "replace" -> replace(operands);
      case "split" ->
          new Estimate(
              operands.getFirst().size().times(2 * Range.PER_CHARACTER),
              Range.upTo(operands.getFirst().size().max()));
      case "join" -> join(operands);
      case "find", "findAll" ->
          new Estimate(regex(operands), Range.upTo(operands.getFirst().size().max()));
      case "containsIP", "containsCIDR" -> cost(containment(function, overload, operands));
      default -> null;
    };
  }

  private static Range containment(String function, String overload, List<Operand> operands) {
    var compared = ADDRESS.plus(ADDRESS).times(Range.PER_CHARACTER);
    if (function.equals("containsCIDR")) {
      compared = compared.plus(ADDRESS.times(Range.PER_CHARACTER)).plus(Range.ONE);
    }
    return overload.endsWith("_string") ? compared.plus(traversal(operands, 1)) : compared;
  }

  /** One comparison per item, and a walk along each text. */
  private static Range walk(Operand list) {
    if (list.type().kind() == CelKind.STRING) {
      return list.size().times(Range.PER_CHARACTER);
    }
    var parameters = list.type().parameters();
    var each = Range.ONE;
    if (!parameters.isEmpty()
        && (parameters.getFirst().kind() == CelKind.STRING
            || parameters.getFirst().kind() == CelKind.BYTES)) {
      each = each.plus(itemSize(list).times(Range.PER_CHARACTER));
    }
    return list.size().times(each);
  }

  private static Range itemSize(Operand list) {
    return list.place() != null && list.place().element() != null
        ? Range.upTo(list.place().element().maxSize())
        : Range.UNKNOWN;
  }

  private static Estimate replace(List<Operand> operands) {
    var text = operands.get(0).size();
    var old = operands.get(1).size();
    var with = operands.get(2).size();
    long most;
    if (old.min() == 0) { // an empty text is found before every character and at the end
      most = Range.sum(Range.product(Range.sum(text.max(), 1), with.max()), text.max());
    } else if (with.max() <= old.min()) {
      most = text.max();
    } else {
      most = Range.product(Range.scaled(text.max(), 1.0 / old.min()), with.max());
    }
    return new Estimate(text.times(2 * Range.PER_CHARACTER), Range.upTo(most));
  }

  private static Estimate join(List<Operand> operands) {
    var list = operands.getFirst().size();
    var size = list.times(itemSize(operands.getFirst()));
    if (operands.size() > 1) {
      var gaps = new Range(Math.max(list.min() - 1, 0), Math.max(list.max() - 1, 0));
      size = size.plus(gaps.times(operands.get(1).size()));
    }
    return new Estimate(size.times(Range.PER_CHARACTER), size);
  }

  private static Range comparison(List<Operand> operands) {
    var smaller = Math.min(operands.get(0).size().max(), operands.get(1).size().max());
    return new Range(Math.min(smaller, 1), smaller).times(Range.PER_CHARACTER);
  }

  private static Range regex(List<Operand> operands) {
    return operands
        .get(0)
        .size()
        .plus(Range.ONE) // an empty text still costs the expression
        .times(Range.PER_CHARACTER)
        .times(operands.get(1).size().times(Range.PER_REGEX_CHARACTER));
  }

  private static Range sum(List<Operand> operands) {
    return operands.get(0).size().plus(operands.get(1).size());
  }

  private static Range traversal(List<Operand> operands, int index) {
    return operands.get(index).size().times(Range.PER_CHARACTER);
  }

  private static Estimate cost(Range range) {
    return new Estimate(range, null);
  }
}
