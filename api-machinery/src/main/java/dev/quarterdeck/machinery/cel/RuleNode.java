package dev.quarterdeck.machinery.cel;

import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.util.List;
import java.util.Map;

/**
 * The rules at one place of a schema and below it. Places without rules at or below them have no
 * node.
 *
 * @param schema types the values; of a resource's root it has kind and metadata
 * @param rules those of this very place
 * @param properties below an object
 * @param values below a map; null for none
 * @param items below a list; null for none
 */
record RuleNode(
    StructuralSchema schema,
    List<CompiledRule> rules,
    Map<String, RuleNode> properties,
    RuleNode values,
    RuleNode items) {

  boolean isEmpty() {
    return rules.isEmpty() && properties.isEmpty() && values == null && items == null;
  }
}
