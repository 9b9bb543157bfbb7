package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The operators whose meaning Kubernetes changes for its objects and lists. */
final class ValueOperators {

  private ValueOperators() {}

  /** CEL's own functions without those of {@link #bindings} and Kubernetes' library. */
  static CelStandardFunctions others() {
    return CelStandardFunctions.newBuilder()
        .excludeFunctions(
            StandardFunction.EQUALS,
            StandardFunction.NOT_EQUALS,
            StandardFunction.IN,
            StandardFunction.ADD,
            StandardFunction.MATCHES,
            StandardFunction.STRING)
        .build();
  }

  static List<CelFunctionBinding> bindings(CelOptions options) {
    var bindings = new ArrayList<CelFunctionBinding>();
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_==_",
            CelFunctionBinding.from("equals", Object.class, Object.class, Equality::equal)));
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "_!=_",
            CelFunctionBinding.from(
                "not_equals", Object.class, Object.class, (a, b) -> !Equality.equal(a, b))));
    var equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    bindings.addAll(
        CelFunctionBinding.fromOverloads(
            "@in",
            CelFunctionBinding.from(
                "in_list",
                Object.class,
                List.class,
                (value, list) -> Equality.contains(list, value)),
            CelFunctionBinding.from(
                "in_map",
                Object.class,
                Map.class,
                (key, map) -> equality.findInMap(map, key).isPresent())));
    bindings.addAll(CelFunctionBinding.fromOverloads("_+_", sums(options, equality)));
    return bindings;
  }

  private static List<CelFunctionBinding> sums(CelOptions options, RuntimeEquality equality) {
    var lists = AddOverload.ADD_LIST.newFunctionBinding(options, equality);
    var sums = new ArrayList<CelFunctionBinding>();
    sums.add(
        CelFunctionBinding.from(
            lists.getOverloadId(), List.class, List.class, ValueOperators::sum));
    Arrays.stream(AddOverload.values())
        .filter(overload -> overload != AddOverload.ADD_LIST)
        .map(overload -> overload.newFunctionBinding(options, equality))
        .forEach(sums::add);
    return sums;
  }

  @SuppressWarnings("unchecked") // the sum of lists is of the items of both
  private static List<Object> sum(List<?> first, List<?> second) {
    return first instanceof ListValue typed
        ? typed.plus(second)
        : RuntimeHelpers.concat((List<Object>) first, (List<Object>) second);
  }
}
