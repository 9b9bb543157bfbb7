package dev.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.HomogeneousLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import dev.quarterdeck.machinery.cel.library.KubernetesLibrary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dialect of CEL that Kubernetes v1.36 speaks in CRDs. Loaded with the first CRD that has
 * rules: the library is large.
 */
final class CelEnvironment {

  static final String SELF = "self";
  static final String OLD_SELF = "oldSelf";

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableOptionalSyntax(true)
          .enableHeterogeneousNumericComparisons(true)
          .enableQuotedIdentifierSyntax(false)
          .build();

  /** Strings, version 2, without what {@link KubernetesLibrary} has. */
  private static final Function[] STRINGS = {
    Function.CHAR_AT,
    Function.LOWER_ASCII,
    Function.QUOTE,
    Function.SPLIT,
    Function.SUBSTRING,
    Function.TRIM,
    Function.UPPER_ASCII
  };

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardFunctions(ValueOperators.others())
          .addLibraries(
              CelExtensions.optional(),
              CelExtensions.strings(STRINGS),
              CelExtensions.sets(OPTIONS),
              CelExtensions.comprehensions())
          .addFunctionBindings(ValueOperators.bindings(OPTIONS))
          .addFunctionBindings(KubernetesLibrary.bindings())
          .build();

  private final CelCompiler compiler;

  private CelEnvironment(CelCompiler compiler) {
    this.compiler = compiler;
  }

  /**
   * What rules at one place of a schema can see.
   *
   * @param optionalOldSelf whether {@code oldSelf} may be absent and says so
   */
  static CelEnvironment of(CelType self, CelTypeProvider types, boolean optionalOldSelf) {
    return new CelEnvironment(
        dialect()
            .setTypeProvider(types)
            .addVar(SELF, self)
            .addVar(OLD_SELF, optionalOldSelf ? OptionalType.create(self) : self)
            .build());
  }

  /**
   * For expressions whose variables may hold anything.
   *
   * @param more functions besides the dialect's own
   */
  static CelEnvironment of(Set<String> variables, List<CelFunctionDecl> more) {
    var builder = dialect().addFunctionDeclarations(more);
    variables.forEach(name -> builder.addVar(name, SimpleType.DYN));
    return new CelEnvironment(builder.build());
  }

  private static CelCompilerBuilder dialect() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addLibraries(
            CelExtensions.optional(),
            CelExtensions.strings(STRINGS),
            CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions())
        .addFunctionDeclarations(KubernetesLibrary.declarations());
  }

  /** Parses an expression without asking what its names mean. */
  Optional<String> parse(String expression) {
    var result = compiler.parse(expression);
    return result.hasError() ? Optional.of(words(result)) : Optional.empty();
  }

  /** Parses and checks an expression. */
  Checked check(String expression) {
    var result = compiler.compile(expression);
    if (!result.hasError()) {
      result =
          CelValidatorFactory.standardCelValidatorBuilder(compiler, RUNTIME)
              .addAstValidators(
                  new PatternLiterals(),
                  DurationLiteralValidator.INSTANCE,
                  TimestampLiteralValidator.INSTANCE,
                  HomogeneousLiteralValidator.newInstance("format"))
              .build()
              .validate(ast(result));
    }
    return result.hasError() ? new Checked.Wrong(words(result)) : new Checked.Right(ast(result));
  }

  static CelRuntime.Program program(CelAbstractSyntaxTree checked) throws CelEvaluationException {
    return RUNTIME.createProgram(checked);
  }

  private static String words(CelValidationResult result) {
    return result.getErrors().stream().map(CelEnvironment::word).collect(Collectors.joining("; "));
  }

  private static String word(CelIssue issue) {
    var at = issue.getSourceLocation();
    return "%d:%d: %s".formatted(at.getLine(), at.getColumn() + 1, issue.getMessage());
  }

  private static CelAbstractSyntaxTree ast(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("a result without errors has a tree", e);
    }
  }

  /** What the checker says of an expression. */
  sealed interface Checked {

    record Right(CelAbstractSyntaxTree tree) implements Checked {}

    /**
     * @param message each error with its line and column
     */
    record Wrong(String message) implements Checked {}
  }
}
