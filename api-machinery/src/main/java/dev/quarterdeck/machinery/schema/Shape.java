package dev.quarterdeck.machinery.schema;

import java.util.Map;

/**
 * A type of the API, compiled for walking trees: what checks, patches and merges ask. Shapes hold
 * no prose; descriptions stay in the compressed schemas.
 */
public sealed interface Shape {

  /** A value without parts. */
  record Scalar(ScalarType type) implements Shape {}

  /**
   * A list.
   *
   * @param element the shape of each item
   */
  record ListOf(Shape element) implements Shape {}

  /**
   * An object with free keys.
   *
   * @param value the shape of each value
   */
  record MapOf(Shape value) implements Shape {}

  /** Anything JSON can say: embedded objects, free-form schemas, raw extensions. */
  record Anything() implements Shape {}

  /** An object with known fields. May contain itself, so its fields are set after it is made. */
  final class Struct implements Shape {
    private final String definition;
    private final String name;
    private final boolean atomic;
    private Map<String, Property> fields = Map.of();
    private Shape rest;

    /**
     * @param definition the name of its OpenAPI definition, whose last part errors write; {@code
     *     io.k8s.api.apps.v1.DeploymentSpec}
     * @param atomic whether server-side apply treats it as one owned thing
     */
    Struct(String definition, boolean atomic) {
      this.definition = definition;
      this.name = definition.substring(definition.lastIndexOf('.') + 1);
      this.atomic = atomic;
    }

    /** A struct that does not contain itself. */
    public static Struct of(String name, Property... fields) {
      var struct = new Struct(name, false);
      var byName = new java.util.HashMap<String, Property>();
      for (var field : fields) {
        byName.put(field.name(), field);
      }
      struct.define(byName);
      return struct;
    }

    /**
     * A struct of a custom kind.
     *
     * @param rest the shape of fields of any other name; null when there are none
     */
    public static Struct of(String name, Map<String, Property> fields, Shape rest) {
      var struct = new Struct(name, false);
      struct.define(fields);
      struct.rest = rest;
      return struct;
    }

    private static Struct granular() {
      var struct = new Struct("object", false);
      struct.rest = struct;
      return struct;
    }

    /** Sets the fields, once, while shapes are compiled and before any are shared. */
    void define(Map<String, Property> fields) {
      this.fields = Map.copyOf(fields);
    }

    /** The name of its OpenAPI definition. */
    public String definition() {
      return definition;
    }

    /** As error messages write it: {@code DeploymentSpec}. */
    public String name() {
      return name;
    }

    public boolean atomic() {
      return atomic;
    }

    /** The field, or null when the type has none of that name. */
    public Property field(String name) {
      var field = fields.get(name);
      return field != null || rest == null ? field : Property.of(name, rest);
    }

    public Map<String, Property> fields() {
      return fields;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What a scalar may hold, with the Go type named in messages about mismatches. */
  enum ScalarType {
    STRING("string"),
    BYTES("[]uint8"),
    TIME("v1.Time"),
    MICRO_TIME("v1.MicroTime"),
    BOOLEAN("bool"),
    INT32("int32"),
    INT64("int64"),
    NUMBER("float64"),
    QUANTITY("resource.Quantity"),
    INT_OR_STRING("intstr.IntOrString");

    private final String goName;

    ScalarType(String goName) {
      this.goName = goName;
    }

    /** The type's name in error messages. */
    public String goName() {
      return goName;
    }
  }

  /** What nothing is known about, but each field of it is owned apart. */
  Struct GRANULAR = Struct.granular();

  /** The shape of a value nothing is known about. */
  Shape ANYTHING = new Anything();
}
