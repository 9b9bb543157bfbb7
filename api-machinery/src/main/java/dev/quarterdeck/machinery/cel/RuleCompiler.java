package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.structural.ValidationRule;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles the rules of one schema and collects what is wrong with them. */
final class RuleCompiler {

  private final List<FieldError> errors = new ArrayList<>();
  private final CostBudget budget = new CostBudget(errors);

  List<FieldError> errors() {
    return errors;
  }

  /**
   * @param path of the schema in the definition, as errors name it
   */
  RuleNode compile(StructuralSchema schema, String path) {
    var node = node(schema, new Place(path, true, 1, null));
    budget.checkTotal(path);
    return node;
  }

  /**
   * Where a schema is.
   *
   * @param root whether it is of a whole resource
   * @param count how many values an object can have here; {@link Range#WITHOUT_BOUND} when the
   *     schema does not tell
   * @param uncorrelated the place from where on values cannot be told to be the same as before;
   *     null when they can
   */
  private record Place(String path, boolean root, long count, String uncorrelated) {

    private Place below(String step, StructuralSchema child, long times) {
      return new Place(path + step, child.embeddedResource(), times(times), uncorrelated);
    }

    private Place uncorrelatedBelow(String step, StructuralSchema child, long times) {
      return new Place(
          path + step,
          child.embeddedResource(),
          times(times),
          uncorrelated == null ? path : uncorrelated);
    }

    private long times(long more) {
      return Range.product(count, more);
    }
  }

  private RuleNode node(StructuralSchema schema, Place place) {
    var whole = place.root() ? ObjectFields.added(schema) : schema;
    var rules = rules(schema, place);
    var properties = new LinkedHashMap<String, RuleNode>();
    schema
        .properties()
        .forEach(
            (name, property) ->
                keep(
                    properties,
                    name,
                    node(property, place.below(".properties[" + name + "]", property, 1))));
    return new RuleNode(
        whole, rules, Map.copyOf(properties), values(schema, place), items(schema, place));
  }

  private static void keep(Map<String, RuleNode> properties, String name, RuleNode node) {
    if (!node.isEmpty()) {
      properties.put(name, node);
    }
  }

  private RuleNode values(StructuralSchema schema, Place place) {
    var values = schema.additionalProperties();
    if (values == null) {
      return null;
    }
    var most = bound(schema.values().maxProperties());
    var node = node(values, place.below(".additionalProperties", values, most));
    return node.isEmpty() ? null : node;
  }

  private RuleNode items(StructuralSchema schema, Place place) {
    var items = schema.items();
    if (items == null) {
      return null;
    }
    var most = bound(schema.values().maxItems());
    var node =
        node(
            items,
            schema.listType().equals("map")
                ? place.below(".items", items, most)
                : place.uncorrelatedBelow(".items", items, most));
    return node.isEmpty() ? null : node;
  }

  private static long bound(Long most) {
    return most == null ? Range.WITHOUT_BOUND : Math.max(most, 0);
  }

  private List<CompiledRule> rules(StructuralSchema schema, Place place) {
    var compiled = new ArrayList<CompiledRule>();
    var environments = new Environments(schema, place.root());
    var path = place.path() + ".x-kubernetes-validations";
    rules(schema, schema.rules(), path, place, environments, compiled);
    for (var i = 0; i < schema.values().allOf().size(); i++) {
      var branch = schema.values().allOf().get(i);
      var branchPath = place.path() + ".allOf[" + i + "].x-kubernetes-validations";
      rules(schema, branch.rules(), branchPath, place, environments, compiled);
    }
    return List.copyOf(compiled);
  }

  private void rules(
      StructuralSchema schema,
      List<ValidationRule> sources,
      String path,
      Place place,
      Environments environments,
      List<CompiledRule> compiled) {
    for (var i = 0; i < sources.size(); i++) {
      var rule = sources.get(i);
      var rulePath = path + "[" + i + "]";
      errors.addAll(RuleWording.errors(rule, schema, rulePath));
      if (rule.rule().isBlank()) {
        continue;
      }
      var environment = environments.of(rule);
      if (environment.isEmpty()) {
        errors.add(
            FieldError.invalid(
                rulePath + ".rule",
                rule.rule(),
                "rules need a schema with a type, and without"
                    + " x-kubernetes-preserve-unknown-fields in place of one"));
        continue;
      }
      rule(rule, rulePath, place, environment.get(), environments.self).ifPresent(compiled::add);
    }
  }

  private Optional<CompiledRule> rule(
      ValidationRule rule,
      String path,
      Place place,
      CelEnvironment environment,
      DeclaredType self) {
    var rulePath = path + ".rule";
    var tree =
        check(environment, rule.rule(), SimpleType.BOOL, rulePath, "rule must evaluate to a bool");
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    var usesOldSelf =
        tree.get().getReferenceMap().values().stream()
            .anyMatch(reference -> reference.name().equals(CelEnvironment.OLD_SELF));
    checkOldSelf(rule, path, place, usesOldSelf);
    var count = place.count();
    budget.spend(
        rulePath,
        "estimated rule cost",
        StaticCost.of(tree.get(), self).max(),
        count == Range.WITHOUT_BOUND
            ? Declarations.MAX_REQUEST_BYTES / (self.minBytes() + 1)
            : count);
    var message = message(rule, path, environment, self);
    return program(tree.get(), rulePath, rule.rule())
        .map(program -> new CompiledRule(rule, program, message.orElse(null), usesOldSelf));
  }

  private void checkOldSelf(ValidationRule rule, String path, Place place, boolean uses) {
    if (uses && place.uncorrelated() != null) {
      errors.add(
          FieldError.invalid(
              path + ".rule",
              rule.rule(),
              "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                  + place.uncorrelated()));
    }
    if (!uses && rule.optionalOldSelf() != null) {
      errors.add(
          FieldError.invalid(
              path + ".optionalOldSelf",
              rule.optionalOldSelf(),
              "may not be set if oldSelf is not used in rule"));
    }
  }

  private Optional<CelRuntime.Program> message(
      ValidationRule rule, String path, CelEnvironment environment, DeclaredType self) {
    if (rule.messageExpression().isBlank()) {
      return Optional.empty();
    }
    var messagePath = path + ".messageExpression";
    return check(
            environment,
            rule.messageExpression(),
            SimpleType.STRING,
            messagePath,
            "messageExpression must evaluate to a string")
        .flatMap(
            tree -> {
              budget.spend(
                  messagePath,
                  "estimated messageExpression cost",
                  StaticCost.of(tree, self).max(),
                  1);
              return program(tree, messagePath, rule.messageExpression());
            });
  }

  private Optional<CelAbstractSyntaxTree> check(
      CelEnvironment environment,
      String expression,
      CelType wanted,
      String path,
      String otherwise) {
    return switch (environment.check(expression)) {
      case CelEnvironment.Checked.Wrong wrong -> {
        errors.add(FieldError.invalid(path, expression, "compilation failed: " + wrong.message()));
        yield Optional.empty();
      }
      case CelEnvironment.Checked.Right right -> {
        if (!right.tree().getResultType().equals(wanted)) {
          errors.add(FieldError.invalid(path, expression, otherwise));
          yield Optional.empty();
        }
        yield Optional.of(right.tree());
      }
    };
  }

  private Optional<CelRuntime.Program> program(
      CelAbstractSyntaxTree tree, String path, String expression) {
    try {
      return Optional.of(CelEnvironment.program(tree));
    } catch (CelEvaluationException e) {
      errors.add(
          FieldError.invalid(path, expression, "program instantiation failed: " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** The environments of one place, made when its first rule needs them. */
  private static final class Environments {

    private final StructuralSchema schema;
    private final boolean root;
    private final Declarations declarations = new Declarations();
    private final Map<Boolean, CelEnvironment> made = new LinkedHashMap<>();
    private DeclaredType self;
    private boolean undeclarable;

    Environments(StructuralSchema schema, boolean root) {
      this.schema = schema;
      this.root = root;
    }

    /** Empty when rules cannot see values of this schema. */
    Optional<CelEnvironment> of(ValidationRule rule) {
      if (self == null && !undeclarable) {
        self = declarations.declare(schema, root).orElse(null);
        undeclarable = self == null;
      }
      return undeclarable
          ? Optional.empty()
          : Optional.of(
              made.computeIfAbsent(
                  Boolean.TRUE.equals(rule.optionalOldSelf()),
                  optional -> CelEnvironment.of(self.type(), declarations.types(), optional)));
    }
  }
}
