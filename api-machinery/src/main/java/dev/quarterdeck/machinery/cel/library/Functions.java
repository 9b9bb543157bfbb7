package dev.quarterdeck.machinery.cel.library;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects functions: what the checker knows of them and what runs. */
final class Functions {

  private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
  private final Map<String, List<CelFunctionBinding>> bindings = new LinkedHashMap<>();

  /** {@code target.name()}. */
  <A> void member(
      String name,
      String overload,
      CelType result,
      Operand<A> target,
      CelFunctionOverload.Unary<A> body) {
    declare(name, CelOverloadDecl.newMemberOverload(overload, result, target.type()));
    bind(name, CelFunctionBinding.from(overload, target.values(), body));
  }

  /** {@code target.name(argument)}. */
  <A, B> void member(
      String name,
      String overload,
      CelType result,
      Operand<A> target,
      Operand<B> argument,
      CelFunctionOverload.Binary<A, B> body) {
    declare(
        name, CelOverloadDecl.newMemberOverload(overload, result, target.type(), argument.type()));
    bind(name, CelFunctionBinding.from(overload, target.values(), argument.values(), body));
  }

  /**
   * {@code isGreaterThan}, {@code isLessThan} and {@code compareTo} of two values of a type.
   *
   * @param prefix of their overloads
   */
  <A> void comparison(String prefix, Operand<A> of, Comparator<A> order) {
    member(
        "isGreaterThan",
        prefix + "_is_greater_than",
        SimpleType.BOOL,
        of,
        of,
        (a, b) -> order.compare(a, b) > 0);
    member(
        "isLessThan",
        prefix + "_is_less_than",
        SimpleType.BOOL,
        of,
        of,
        (a, b) -> order.compare(a, b) < 0);
    member(
        "compareTo",
        prefix + "_compare_to",
        SimpleType.INT,
        of,
        of,
        (a, b) -> (long) order.compare(a, b));
  }

  /** {@code name(argument)}. */
  <A> void global(
      String name,
      String overload,
      CelType result,
      Operand<A> argument,
      CelFunctionOverload.Unary<A> body) {
    declare(name, CelOverloadDecl.newGlobalOverload(overload, result, argument.type()));
    bind(name, CelFunctionBinding.from(overload, argument.values(), body));
  }

  /** {@code name(first, second)}. */
  <A, B> void global(
      String name,
      String overload,
      CelType result,
      Operand<A> first,
      Operand<B> second,
      CelFunctionOverload.Binary<A, B> body) {
    declare(name, CelOverloadDecl.newGlobalOverload(overload, result, first.type(), second.type()));
    bind(name, CelFunctionBinding.from(overload, first.values(), second.values(), body));
  }

  void declare(String name, CelOverloadDecl overload) {
    overloads.computeIfAbsent(name, unseen -> new ArrayList<>()).add(overload);
  }

  void bind(String name, CelFunctionBinding binding) {
    bindings.computeIfAbsent(name, unseen -> new ArrayList<>()).add(binding);
  }

  /** Binds a function of none or of more than two operands. */
  void bind(String name, String overload, List<Class<?>> types, CelFunctionOverload body) {
    bind(name, CelFunctionBinding.from(overload, types, body));
  }

  List<CelFunctionDecl> declarations() {
    return overloads.entrySet().stream()
        .map(
            function ->
                CelFunctionDecl.newFunctionDeclaration(
                    function.getKey(), ImmutableList.copyOf(function.getValue())))
        .toList();
  }

  List<CelFunctionBinding> bindings() {
    var all = new ArrayList<CelFunctionBinding>();
    bindings.forEach(
        (name, overloadsOfName) ->
            all.addAll(CelFunctionBinding.fromOverloads(name, overloadsOfName)));
    return all;
  }
}
