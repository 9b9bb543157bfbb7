package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.exceptions.CelOverloadNotFoundException;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the rules of one place over one value. */
final class RuleEvaluation {

  private static final Logger LOG = LoggerFactory.getLogger(RuleEvaluation.class);

  /** What one expression may cost: about a tenth of a second. */
  static final long PER_CALL = 1_000_000;

  private static final int MAX_MESSAGE_BYTES = 5 * 1024;
  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be run";

  private final StructuralSchema schema;
  private final JsonNode value;
  private final JsonNode old;
  private Object self;
  private Object oldSelf;

  RuleEvaluation(StructuralSchema schema, JsonNode value, JsonNode old) {
    this.schema = schema;
    this.value = value;
    this.old = old;
  }

  /**
   * How a rule ended.
   *
   * @param failure what to say; null when the rule holds
   * @param broken whether the rule could not be evaluated, rather than being false
   * @param last whether no further rule of the object may run
   */
  record Outcome(long cost, String failure, boolean broken, boolean last) {

    private static Outcome holds(long cost) {
      return new Outcome(cost, null, false, false);
    }
  }

  private record Result(Object value, String error, boolean aborted, long cost) {}

  Outcome run(CompiledRule rule, long budget) {
    if (budget <= 0) {
      return new Outcome(0, OUT_OF_BUDGET, true, true);
    }
    var result = evaluate(rule.program(), rule.optionalOldSelf());
    if (result.cost() > budget) {
      return new Outcome(budget, OUT_OF_BUDGET, true, true);
    }
    if (result.aborted()) {
      var words =
          "'operation cancelled: %s': no further validation rules will be run due to rule: %s";
      return new Outcome(result.cost(), words.formatted(result.error(), rule.name()), true, true);
    }
    if (result.error() != null) {
      return new Outcome(
          result.cost(),
          "%s evaluating rule: %s".formatted(result.error(), rule.name()),
          true,
          false);
    }
    return Boolean.TRUE.equals(result.value())
        ? Outcome.holds(result.cost())
        : failed(rule, result.cost(), budget - result.cost());
  }

  private Outcome failed(CompiledRule rule, long cost, long budget) {
    if (rule.message() == null) {
      return new Outcome(cost, rule.words(), false, false);
    }
    var made = evaluate(rule.message(), rule.optionalOldSelf());
    if (made.aborted() || made.cost() > budget) {
      return new Outcome(
          cost + made.cost(),
          "messageExpression evaluation failed due to running out of cost budget, no further"
              + " validation rules will be run",
          true,
          true);
    }
    return new Outcome(
        cost + made.cost(), message(made, rule).orElseGet(rule::words), false, false);
  }

  /** Empty when the expression made no fit message. */
  private static Optional<String> message(Result made, CompiledRule rule) {
    if (made.error() == null && made.value() instanceof String text) {
      var words = text.strip();
      if (!words.isEmpty()
          && !words.contains("\n")
          && words.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE_BYTES) {
        return Optional.of(words);
      }
    }
    LOG.debug(
        "messageExpression of rule {} made no message: {}",
        rule.name(),
        made.error() == null ? "empty, too long or of several lines" : made.error());
    return Optional.empty();
  }

  private Result evaluate(CelRuntime.Program program, boolean optionalOldSelf) {
    var cost = new RuntimeCost(PER_CALL);
    try {
      var value = program.trace(variables(optionalOldSelf), cost);
      return new Result(value, null, false, cost.spent());
    } catch (RuntimeCost.Aborted aborted) {
      return new Result(null, aborted.getMessage(), true, cost.spent());
    } catch (CelEvaluationException | CelRuntimeException e) {
      return new Result(null, words(e), false, cost.spent());
    }
  }

  private CelVariableResolver variables(boolean optionalOldSelf) {
    return name ->
        switch (name) {
          case CelEnvironment.SELF -> Optional.of(self());
          case CelEnvironment.OLD_SELF ->
              optionalOldSelf
                  ? Optional.of(Optional.ofNullable(oldSelf()))
                  : Optional.ofNullable(oldSelf());
          default -> Optional.empty();
        };
  }

  private Object self() {
    if (self == null) {
      self = Values.of(value, schema);
    }
    return self;
  }

  private Object oldSelf() {
    if (oldSelf == null && old != null) {
      oldSelf = Values.of(old, schema);
    }
    return oldSelf;
  }

  /** The innermost cause says what went wrong; those around it say where in the library. */
  private static String words(Throwable failure) {
    var at = failure;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    var words = at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    return at instanceof CelOverloadNotFoundException
        ? "'no such overload': call arguments did not match a supported operator, function or"
            + " macro signature, "
            + words
        : words;
  }
}
