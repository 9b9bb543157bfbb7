package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What evaluating an expression can cost at most, told from the sizes the schema allows. The model
 * is CEL's (cel-go's checker), with Kubernetes' costs of its own functions and without a charge for
 * {@code has()}.
 */
final class StaticCost {

  private static final Range LIST = Range.exactly(10);
  private static final Range MAP = Range.exactly(30);
  private static final Range STRUCT = Range.exactly(40);

  private final CelAbstractSyntaxTree tree;
  private final DeclaredType self;
  private final Map<Long, DeclaredType> places = new HashMap<>();
  private final Map<Long, Range> sizes = new HashMap<>();
  private final Map<String, Deque<Local>> locals = new HashMap<>();

  private record Local(DeclaredType place, Range size) {}

  /** An argument of a call: its size, and of a list's items. */
  record Operand(CelExpr expression, CelType type, Range size, DeclaredType place) {}

  private StaticCost(CelAbstractSyntaxTree tree, DeclaredType self) {
    this.tree = tree;
    this.self = self;
  }

  /** The cost range of a checked expression over {@code self} and {@code oldSelf}. */
  static Range of(CelAbstractSyntaxTree tree, DeclaredType self) {
    return new StaticCost(tree, self).cost(tree.getExpr());
  }

  private Range cost(CelExpr expression) {
    return switch (expression.exprKind().getKind()) {
      case CONSTANT, NOT_SET -> Range.NONE;
      case IDENT -> ident(expression);
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> costs(expression.list().elements()).plus(LIST);
      case MAP -> {
        var sum = MAP;
        for (var entry : expression.map().entries()) {
          sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
        }
        yield sum;
      }
      case STRUCT -> {
        var sum = STRUCT;
        for (var entry : expression.struct().entries()) {
          sum = sum.plus(cost(entry.value()));
        }
        yield sum;
      }
      case COMPREHENSION -> comprehension(expression);
    };
  }

  private Range costs(List<CelExpr> expressions) {
    var sum = Range.NONE;
    for (var expression : expressions) {
      sum = sum.plus(cost(expression));
    }
    return sum;
  }

  private Range ident(CelExpr expression) {
    var name = expression.ident().name();
    var local = local(name);
    if (local != null) {
      place(expression, local.place());
    } else if (name.equals(CelEnvironment.SELF) || name.equals(CelEnvironment.OLD_SELF)) {
      place(expression, self);
    }
    return Range.ONE;
  }

  private Range select(CelExpr expression) {
    var select = expression.select();
    var operand = cost(select.operand());
    if (select.testOnly()) {
      return operand;
    }
    var place = places.get(select.operand().id());
    if (place != null) {
      place(expression, field(place, select.field()));
    }
    return operand.plus(Range.ONE);
  }

  private Range call(CelExpr expression) {
    var call = expression.call();
    var target = call.target().map(this::cost).orElse(Range.NONE);
    var costs = new ArrayList<Range>();
    call.args().forEach(argument -> costs.add(cost(argument)));
    var operands = new ArrayList<Operand>();
    call.target().ifPresent(it -> operands.add(operand(it)));
    call.args().forEach(argument -> operands.add(operand(argument)));
    var overloads = tree.getReference(expression.id()).map(CelReference::overloadIds).orElse(null);
    if (overloads == null || overloads.isEmpty()) {
      return target.plus(costs.stream().reduce(Range.NONE, Range::plus)).plus(Range.ONE);
    }
    Range spent = null;
    for (var overload : overloads) {
      var estimate = StaticCallCost.of(call.function(), overload, operands, costs);
      spent = spent == null ? estimate.cost() : spent.or(estimate.cost());
      if (estimate.size() != null) {
        sizes.merge(expression.id(), estimate.size(), Range::or);
      }
    }
    placeOfResult(expression);
    return target.plus(spent);
  }

  /** Parts of the object stay known through indexing and optionals. */
  private void placeOfResult(CelExpr expression) {
    var call = expression.call();
    var from = call.target().orElseGet(() -> call.args().isEmpty() ? null : call.args().getFirst());
    var place = from == null ? null : places.get(from.id());
    if (place == null) {
      return;
    }
    switch (call.function()) {
      case "_[_]", "_[?_]" -> place(expression, place.element());
      case "_?._" -> place(expression, field(place, call.args().get(1).constant().stringValue()));
      case "value", "orValue", "or", "optional.of", "dyn" -> place(expression, place);
      default -> {} // anything else makes a value of its own
    }
  }

  private static DeclaredType field(DeclaredType place, String name) {
    return place.type().kind() == CelKind.MAP ? place.element() : place.fields().get(name);
  }

  private Range comprehension(CelExpr expression) {
    var fold = expression.comprehension();
    var sum = cost(fold.iterRange()).plus(cost(fold.accuInit()));
    push(fold.accuVar(), places.get(fold.accuInit().id()), knownSize(fold.accuInit()));
    pushIteration(fold);
    var each = cost(fold.loopCondition()).plus(cost(fold.loopStep()));
    pop(fold.iterVar());
    if (!fold.iterVar2().isEmpty()) {
      pop(fold.iterVar2());
    }
    sum = sum.plus(cost(fold.result()));
    pop(fold.accuVar());
    var rounds = size(fold.iterRange());
    switch (fold.accuInit().exprKind().getKind()) {
      case LIST, MAP -> sizes.put(expression.id(), rounds);
      case CONSTANT -> sizes.put(expression.id(), size(fold.accuInit()));
      case NOT_SET, IDENT, SELECT, CALL, STRUCT, COMPREHENSION -> {}
    }
    return sum.plus(rounds.times(each));
  }

  private void pushIteration(CelComprehension fold) {
    var range = places.get(fold.iterRange().id());
    var overMap = type(fold.iterRange()).kind() == CelKind.MAP;
    var element = range == null ? null : range.element();
    if (!fold.iterVar2().isEmpty()) {
      push(fold.iterVar(), null, overMap ? null : Range.ONE);
      push(fold.iterVar2(), element, null);
    } else {
      push(fold.iterVar(), overMap ? null : element, overMap && range != null ? Range.NONE : null);
    }
  }

  private Operand operand(CelExpr expression) {
    return new Operand(expression, type(expression), size(expression), places.get(expression.id()));
  }

  private Range size(CelExpr expression) {
    var size = knownSize(expression);
    return size == null ? Range.UNKNOWN : size;
  }

  private Range knownSize(CelExpr expression) {
    var computed = sizes.get(expression.id());
    if (computed != null) {
      return computed;
    }
    return switch (expression.exprKind().getKind()) {
      case CONSTANT -> Range.exactly(length(expression.constant()));
      case LIST -> Range.exactly(expression.list().elements().size());
      case MAP -> Range.exactly(expression.map().entries().size());
      case IDENT, SELECT, CALL, STRUCT, COMPREHENSION, NOT_SET -> sizeOfPlace(expression);
    };
  }

  private Range sizeOfPlace(CelExpr expression) {
    var place = places.get(expression.id());
    if (place != null) {
      return Range.upTo(place.maxSize());
    }
    if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT) {
      var local = local(expression.ident().name());
      if (local != null && local.size() != null) {
        return local.size();
      }
    }
    return isScalar(type(expression)) ? Range.ONE : null;
  }

  private static long length(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE ->
          constant.stringValue().codePointCount(0, constant.stringValue().length());
      case BYTES_VALUE -> constant.bytesValue().size();
      default -> 1;
    };
  }

  private static boolean isScalar(CelType type) {
    return switch (type.kind()) {
      case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT, TYPE, NULL_TYPE -> true;
      case OPAQUE -> !(type instanceof OptionalType);
      default -> false;
    };
  }

  private CelType type(CelExpr expression) {
    return tree.getType(expression.id()).orElse(SimpleType.DYN);
  }

  private void place(CelExpr expression, DeclaredType place) {
    if (place != null) {
      places.put(expression.id(), place);
    }
  }

  private void push(String name, DeclaredType place, Range size) {
    locals.computeIfAbsent(name, unseen -> new ArrayDeque<>()).push(new Local(place, size));
  }

  private void pop(String name) {
    locals.get(name).pop();
  }

  private Local local(String name) {
    var stack = locals.get(name);
    return stack == null ? null : stack.peek();
  }
}
