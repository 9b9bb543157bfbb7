package dev.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.model.FieldError;
import java.util.List;

/**
 * The CEL rules (x-kubernetes-validations) of one version's schema, compiled. Immutable and shared
 * between threads. CEL itself is loaded by the first schema that has rules.
 */
public final class CelRules {

  private static final CelRules NONE = new CelRules(null);

  private final RuleNode root;

  private CelRules(RuleNode root) {
    this.root = root;
  }

  /**
   * What compiling gives.
   *
   * @param rules those without errors
   * @param errors for the definition: texts, types and costs that are wrong
   */
  public record Compiled(CelRules rules, List<FieldError> errors) {}

  /**
   * What an object's rules find.
   *
   * @param errors in the order of the schema
   * @param warnings failures in parts that the write leaves as they were (ratcheting)
   */
  public record Findings(List<FieldError> errors, List<String> warnings) {}

  /**
   * Compiles all rules of a schema.
   *
   * @param schema of a whole resource
   * @param path of the schema in the definition, such as {@code
   *     spec.versions[0].schema.openAPIV3Schema}
   */
  public static Compiled compile(StructuralSchema schema, String path) {
    if (!hasRules(schema)) {
      return new Compiled(NONE, List.of());
    }
    var compiler = new RuleCompiler();
    var root = compiler.compile(schema, path);
    return new Compiled(new CelRules(root), List.copyOf(compiler.errors()));
  }

  /** Whether there is nothing to check. */
  public boolean isEmpty() {
    return root == null || root.isEmpty();
  }

  /**
   * Checks an object that its schema has found valid.
   *
   * @param old the object before the write; null on create
   */
  public Findings check(JsonNode object, JsonNode old) {
    if (isEmpty()) {
      return new Findings(List.of(), List.of());
    }
    var run = new RuleRun();
    run.check(root, object, old);
    return run.findings();
  }

  /** The errors of {@link #check}. */
  public List<FieldError> errors(JsonNode object, JsonNode old) {
    return check(object, old).errors();
  }

  private static boolean hasRules(StructuralSchema schema) {
    return schema != null
        && (!schema.rules().isEmpty()
            || schema.values().allOf().stream().anyMatch(branch -> !branch.rules().isEmpty())
            || hasRules(schema.items())
            || hasRules(schema.additionalProperties())
            || schema.properties().values().stream().anyMatch(CelRules::hasRules));
  }
}
