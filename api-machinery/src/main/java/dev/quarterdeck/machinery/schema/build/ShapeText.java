package dev.quarterdeck.machinery.schema.build;

import dev.quarterdeck.machinery.schema.build.TypeDefinition.Property;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Type;
import java.util.List;
import java.util.Map;

/**
 * Writes definitions without prose, one line each, words separated by spaces: the name, its kind as
 * {@code group/version/kind} (or {@code atomic} for a type owned as a whole, or {@code -}), then
 * each property as {@code name:type} with {@code ;fact} or {@code ;fact=value} for what is known of
 * it. Types: a letter for a plain one, {@code [type]} a list, {@code {type}} a map, {@code &name}
 * another definition.
 */
final class ShapeText {

  private static final List<String> RULES =
      List.of(
          "default", "fill", "fill0", "milli", "needed", "values", "min", "max", "unique", "form");

  private ShapeText() {}

  static String line(TypeDefinition definition) {
    var text = new StringBuilder(definition.name()).append(' ');
    var kinds = definition.kinds();
    if (kinds.size() == 1) {
      var kind = kinds.getFirst();
      text.append(kind.group() + "/" + kind.version() + "/" + kind.kind());
    } else {
      text.append(definition.facts().containsKey("atomic") ? "atomic" : "-");
    }
    for (var property : definition.properties()) {
      text.append(' ').append(property.name()).append(':').append(code(property.type()));
      facts(text, property);
    }
    return text.toString();
  }

  private static String code(Type type) {
    return switch (type) {
      case Type.Plain(var code, _, _) -> String.valueOf(code);
      case Type.Ref(var name) -> "&" + name;
      case Type.ListOf(var element) -> "[" + code(element) + "]";
      case Type.MapOf(var value) -> "{" + code(value) + "}";
    };
  }

  private static void facts(StringBuilder text, Property property) {
    var facts = property.facts();
    if (property.required()) {
      text.append(";required");
    }
    if (facts.containsKey("merge")) {
      text.append(";merge");
    } else if (facts.containsKey("replace")) {
      text.append(";replace");
    }
    var mergeKey = MergeText.mergeKey(property);
    if (!mergeKey.isEmpty()) {
      text.append(";key=").append(mergeKey);
    }
    var topology = MergeText.topology(property);
    if (topology.equals("map")) {
      text.append(";map=").append(facts.get("map"));
    } else if (!topology.isEmpty()) {
      text.append(';').append(topology);
    }
    for (var fact : RULES) {
      if (facts.containsKey(fact)) {
        var value = value(facts, fact);
        text.append(';').append(fact).append(value.isEmpty() ? "" : "=" + value);
      }
    }
  }

  /** What is said of {@code fact}; {@code values} alone are those of the enum. */
  private static String value(Map<String, String> facts, String fact) {
    var value = facts.get(fact);
    if (!fact.equals("values") || !value.isEmpty()) {
      return value;
    }
    if (!facts.containsKey("enum")) {
      throw new IllegalArgumentException("the facts say 'values' where there is no enum: " + facts);
    }
    return facts.get("enum");
  }
}
