package dev.quarterdeck.machinery.schema;

import dev.quarterdeck.machinery.schema.MergeRule.Strategy;
import dev.quarterdeck.machinery.schema.MergeRule.Topology;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles shapes from the lines the build wrote (see schema.build.ShapeText for the format), each
 * when it is first asked for.
 */
final class ShapeReader {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  /** Types that are written in their own way. */
  private static final Map<String, Shape> SPECIAL =
      Map.of(
          "io.k8s.apimachinery.pkg.api.resource.Quantity",
          new Shape.Scalar(ScalarType.QUANTITY),
          "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
          new Shape.Scalar(ScalarType.INT_OR_STRING),
          META + "Time",
          new Shape.Scalar(ScalarType.TIME),
          META + "MicroTime",
          new Shape.Scalar(ScalarType.MICRO_TIME));

  private final Map<String, String> lines;
  private final Map<String, Shape.Struct> structs = new ConcurrentHashMap<>();
  private final Map<MergeRule, MergeRule> mergeRules = new ConcurrentHashMap<>();

  /**
   * @param lines by definition name
   */
  ShapeReader(Map<String, String> lines) {
    this.lines = lines;
  }

  /** The shape of a definition, with all it refers to. */
  Shape.Struct struct(String name) {
    var known = structs.get(name);
    if (known != null) {
      return known;
    }
    // Definitions may contain themselves, so what is being compiled is visible to this call only.
    var compiling = new HashMap<String, Shape.Struct>();
    var struct = compile(name, compiling);
    structs.putAll(compiling);
    return struct;
  }

  private Shape.Struct compile(String name, Map<String, Shape.Struct> compiling) {
    var words = lines.get(name).split(" ");
    var struct = new Shape.Struct(name, words[1].equals("atomic"));
    compiling.put(name, struct);
    var fields = HashMap.<String, Property>newHashMap(words.length);
    for (var i = 2; i < words.length; i++) {
      var field = field(words[i], compiling);
      fields.put(field.name(), field);
    }
    struct.define(fields);
    return struct;
  }

  private Property field(String word, Map<String, Shape.Struct> compiling) {
    var parts = word.split(";");
    var colon = parts[0].indexOf(':');
    var facts = new HashMap<String, String>();
    for (var i = 1; i < parts.length; i++) {
      var equals = parts[i].indexOf('=');
      facts.put(
          equals < 0 ? parts[i] : parts[i].substring(0, equals),
          equals < 0 ? "" : parts[i].substring(equals + 1));
    }
    var shape = shape(parts[0].substring(colon + 1), compiling);
    var rules = FieldRulesReader.read(facts, shape);
    return new Property(
        parts[0].substring(0, colon).intern(),
        shape,
        facts.containsKey("required"),
        mergeRules.computeIfAbsent(rule(facts), rule -> rule),
        facts.containsKey("default") ? rules.fill() : null,
        rules);
  }

  private Shape shape(String code, Map<String, Shape.Struct> compiling) {
    var inner = code.length() < 2 ? "" : code.substring(1, code.length() - 1);
    return switch (code.charAt(0)) {
      case 's' -> new Shape.Scalar(ScalarType.STRING);
      case 'b' -> new Shape.Scalar(ScalarType.BOOLEAN);
      case 'i' -> new Shape.Scalar(ScalarType.INT32);
      case 'l' -> new Shape.Scalar(ScalarType.INT64);
      case 'd' -> new Shape.Scalar(ScalarType.NUMBER);
      case 'y' -> new Shape.Scalar(ScalarType.BYTES);
      case '[' -> new Shape.ListOf(shape(inner, compiling));
      case '{' -> new Shape.MapOf(shape(inner, compiling));
      case '&' -> reference(code.substring(1), compiling);
      default -> throw new IllegalStateException("the build wrote an unknown type: " + code);
    };
  }

  private Shape reference(String name, Map<String, Shape.Struct> compiling) {
    if (SPECIAL.get(name) instanceof Shape special) {
      return special;
    }
    if (!lines.containsKey(name)) {
      return Shape.ANYTHING;
    }
    if (structs.get(name) instanceof Shape.Struct known) {
      return known;
    }
    var begun = compiling.get(name);
    return begun == null ? compile(name, compiling) : begun;
  }

  private static MergeRule rule(Map<String, String> facts) {
    var strategy =
        facts.containsKey("merge")
            ? Strategy.MERGE
            : facts.containsKey("replace") ? Strategy.REPLACE : Strategy.DEFAULT;
    var keys = facts.containsKey("map") ? List.of(facts.get("map").split(",")) : List.<String>of();
    return new MergeRule(strategy, facts.getOrDefault("key", ""), topology(facts), keys);
  }

  private static Topology topology(Map<String, String> facts) {
    if (facts.containsKey("map")) {
      return Topology.MAP;
    }
    if (facts.containsKey("set")) {
      return Topology.SET;
    }
    if (facts.containsKey("granular")) {
      return Topology.GRANULAR;
    }
    return facts.containsKey("atomic") ? Topology.ATOMIC : Topology.DEFAULT;
  }
}
