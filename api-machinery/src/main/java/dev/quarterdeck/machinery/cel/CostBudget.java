package dev.quarterdeck.machinery.cel;

import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the rules of one schema may cost by estimate: each of them, and all together. */
final class CostBudget {

  static final long PER_EXPRESSION = 10_000_000;
  static final long PER_SCHEMA = 100_000_000;

  private static final int NAMED = 4;

  private final List<FieldError> errors;
  private final List<Spent> spent = new ArrayList<>();

  private record Spent(String path, long cost) {}

  CostBudget(List<FieldError> errors) {
    this.errors = errors;
  }

  /**
   * Counts an expression and refuses one that alone costs too much.
   *
   * @param times how often an object makes it run at most
   */
  void spend(String path, String what, long cost, long times) {
    var total = Range.product(cost, times);
    spent.add(new Spent(path, total));
    if (total > PER_EXPRESSION) {
      errors.add(FieldError.forbidden(path, words(what, total, PER_EXPRESSION)));
    }
  }

  /** Refuses the schema, and names its dearest rules, when all together cost too much. */
  void checkTotal(String path) {
    var total = spent.stream().mapToLong(Spent::cost).reduce(0, Range::sum);
    if (total <= PER_SCHEMA) {
      return;
    }
    spent.stream()
        .filter(one -> one.cost() >= PER_SCHEMA / 100)
        .sorted(Comparator.comparingLong(Spent::cost).reversed())
        .limit(NAMED)
        .forEach(
            one ->
                errors.add(
                    FieldError.forbidden(
                        one.path(),
                        "contributed to estimated rule cost total exceeding cost limit for entire"
                            + " OpenAPIv3 schema")));
    errors.add(
        FieldError.forbidden(
            path,
            words(
                "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                total,
                PER_SCHEMA)));
  }

  private static String words(String what, long cost, long limit) {
    var factor = (double) cost / limit;
    return "%s exceeds budget by factor of %s (try simplifying the rule, or adding maxItems,"
            .formatted(
                what,
                factor > 100
                    ? "more than 100x"
                    : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor))
        + " maxProperties, and maxLength where arrays, maps, and strings are declared)";
  }
}
