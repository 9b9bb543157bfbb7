package dev.quarterdeck.machinery.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.validator.CelAstValidator;
import dev.quarterdeck.machinery.pattern.InvalidPatternException;
import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.pattern.TooCostlyException;
import java.util.Set;

/** Refuses expressions whose literal regular expressions cannot be compiled. */
final class PatternLiterals implements CelAstValidator {

  private static final Set<String> FUNCTIONS = Set.of("matches", "find", "findAll");

  @Override
  public void validate(CelNavigableAst ast, Cel cel, IssuesFactory issues) {
    ast.getRoot()
        .allNodes()
        .filter(node -> node.getKind() == ExprKind.Kind.CALL)
        .map(CelNavigableExpr::expr)
        .map(CelExpr::call)
        .filter(call -> FUNCTIONS.contains(call.function()))
        .forEach(call -> check(call, issues));
  }

  private static void check(CelCall call, IssuesFactory issues) {
    var at = call.target().isPresent() ? 0 : 1;
    if (call.args().size() <= at) {
      return;
    }
    var pattern = call.args().get(at);
    if (pattern.exprKind().getKind() != ExprKind.Kind.CONSTANT
        || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      return;
    }
    try {
      LinearPattern.of(pattern.constant().stringValue());
    } catch (InvalidPatternException | TooCostlyException e) {
      var why = "invalid %s argument: %s".formatted(call.function(), e.getMessage());
      issues.addError(pattern.id(), why);
    }
  }
}
