package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks expressions that are stored now and evaluated elsewhere: those of admission policies and
 * webhooks and of device selectors. What their variables hold is known only then, so only names,
 * functions and the outcome's type are checked.
 */
public final class Expressions {

  /** What an expression must come to. */
  public enum Outcome {
    BOOL(SimpleType.BOOL),
    STRING(SimpleType.STRING),
    ANY(SimpleType.DYN);

    private final CelType type;

    Outcome(CelType type) {
      this.type = type;
    }
  }

  /** The authorizer's functions with the number of their arguments (Kubernetes' authz library). */
  private static final Map<String, Integer> AUTHORIZER =
      Map.ofEntries(
          Map.entry("path", 1),
          Map.entry("serviceAccount", 2),
          Map.entry("group", 1),
          Map.entry("resource", 1),
          Map.entry("subresource", 1),
          Map.entry("namespace", 1),
          Map.entry("name", 1),
          Map.entry("fieldSelector", 1),
          Map.entry("labelSelector", 1),
          Map.entry("check", 1),
          Map.entry("allowed", 0),
          Map.entry("reason", 0),
          Map.entry("errored", 0),
          Map.entry("error", 0));

  private Expressions() {}

  /**
   * What is wrong with an expression; empty when it compiles.
   *
   * @param variables the names it may use
   */
  public static Optional<String> fault(String expression, Set<String> variables, Outcome outcome) {
    return switch (CelEnvironment.of(variables, authorizer()).check(expression)) {
      case CelEnvironment.Checked.Wrong(var message) ->
          Optional.of("compilation failed: " + message);
      case CelEnvironment.Checked.Right(var tree) ->
          comesTo(tree.getResultType(), outcome)
              ? Optional.empty()
              : Optional.of("must evaluate to " + outcome.type.name());
    };
  }

  /** What is wrong with an expression's form alone; empty when it can be parsed. */
  public static Optional<String> syntaxFault(String expression) {
    return CelEnvironment.of(Set.of(), List.of())
        .parse(expression)
        .map(message -> "compilation failed: " + message);
  }

  private static boolean comesTo(CelType type, Outcome outcome) {
    return outcome == Outcome.ANY || type.equals(SimpleType.DYN) || type.equals(outcome.type);
  }

  private static List<CelFunctionDecl> authorizer() {
    var functions = new ArrayList<CelFunctionDecl>();
    AUTHORIZER.forEach(
        (name, arguments) -> {
          List<CelType> types = new ArrayList<>(Collections.nCopies(arguments + 1, SimpleType.DYN));
          functions.add(
              CelFunctionDecl.newFunctionDeclaration(
                  name,
                  CelOverloadDecl.newMemberOverload("authorizer_" + name, SimpleType.DYN, types)));
        });
    return functions;
  }
}
