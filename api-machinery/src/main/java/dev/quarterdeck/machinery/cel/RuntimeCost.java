package dev.quarterdeck.machinery.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what one evaluation costs, step by step, and ends it at the limit. The units are those of
 * {@link StaticCost}, with the sizes that are really there.
 */
final class RuntimeCost implements CelEvaluationListener {

  /** The library walks through a container's items at each access, and copies them in each sum. */
  static final double PER_ITEM = 0.02;

  private static final int STEPS_BETWEEN_CHECKS = 1_000;

  private final long limit;
  private final Map<Long, Object> results = new HashMap<>();
  private long spent;
  private int steps;
  private CelExpr tested;

  RuntimeCost(long limit) {
    this.limit = limit;
  }

  long spent() {
    return spent;
  }

  @Override
  public void callback(CelExpr expression, Object result) {
    results.put(expression.id(), result);
    spent += cost(expression, result);
    if (spent > limit) {
      throw new Aborted("cost limit exceeded");
    }
    if (++steps % STEPS_BETWEEN_CHECKS == 0 && Thread.currentThread().isInterrupted()) {
      throw new Aborted("interrupted");
    }
  }

  private long cost(CelExpr expression, Object result) {
    return switch (expression.exprKind().getKind()) {
      case CONSTANT, COMPREHENSION, NOT_SET -> 0;
      case IDENT -> 1 + walk(result);
      case SELECT -> select(expression, result);
      case CALL -> call(expression, result);
      case LIST -> 10;
      case MAP -> 30;
      case STRUCT -> 40;
    };
  }

  /** The library reports {@code a.b.c} once, and a presence test twice. */
  private long select(CelExpr expression, Object result) {
    if (expression.select().testOnly()) {
      var again = tested == expression;
      tested = again ? null : expression;
      return again ? 0 : path(expression.select().operand());
    }
    return path(expression) + walk(result);
  }

  private static long path(CelExpr expression) {
    var length = 0;
    var at = expression;
    while (at.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT) {
      length++;
      at = at.select().operand();
    }
    return at.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT ? length + 1 : length;
  }

  private static long walk(Object value) {
    return switch (value) {
      case Collection<?> list -> (long) (list.size() * PER_ITEM);
      case Map<?, ?> map -> (long) (map.size() * PER_ITEM);
      default -> 0;
    };
  }

  private long call(CelExpr expression, Object result) {
    var call = expression.call();
    var operands = new java.util.ArrayList<Object>();
    call.target().ifPresent(target -> operands.add(results.get(target.id())));
    call.args().forEach(argument -> operands.add(results.get(argument.id())));
    return RuntimeCallCost.of(call.function(), operands, result);
  }

  /** Characters, bytes, items or entries; 1 for a scalar. */
  static long size(Object value) {
    return switch (value) {
      case null -> 1;
      case String text -> text.length();
      case CelByteString bytes -> bytes.size();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case ObjectValue object -> object.size();
      default -> 1;
    };
  }

  /**
   * Ends an evaluation. An error, not an exception: CEL's logical operators turn exceptions into
   * values and go on.
   */
  static final class Aborted extends Error {

    Aborted(String reason) {
      super(reason, null, false, false);
    }
  }
}
