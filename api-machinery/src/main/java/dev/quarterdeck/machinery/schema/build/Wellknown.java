package dev.quarterdeck.machinery.schema.build;

import dev.quarterdeck.machinery.schema.build.TypeDefinition.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The types with their own way of being written, which have no model class. */
final class Wellknown {

  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  static final String EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
  static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  static final String TIME = META + "Time";

  /**
   * @param openApi the schema without description; the value of {@code type} may be absent
   */
  record Special(String name, String description, Map<String, String> openApi) {}

  private static final List<Special> ALL =
      List.of(
          new Special(
              QUANTITY,
              "A number with an optional suffix: decimal (n u m k M G T P E), binary (Ki Mi Gi Ti Pi"
                  + " Ei) or an exponent (e3). Written as a string in its canonical form.",
              Map.of("type", "string")),
          new Special(
              INT_OR_STRING,
              "Either a 32-bit integer or a string, such as a port or the name of one.",
              Map.of("type", "string", "format", "int-or-string")),
          new Special(
              TIME,
              "A moment, RFC 3339, to the second.",
              Map.of("type", "string", "format", "date-time")),
          new Special(
              META + "MicroTime",
              "A moment, RFC 3339, to the microsecond.",
              Map.of("type", "string", "format", "date-time")),
          new Special(
              META + "FieldsV1",
              "A set of fields as a tree: f:NAME for a field, k:KEYS for an item of a keyed list,"
                  + " v:VALUE for an item of a set, i:INDEX for a position.",
              Map.of("type", "object")),
          new Special(META + "Patch", "The body of a patch request.", Map.of("type", "object")),
          new Special(
              "io.k8s.apimachinery.pkg.runtime.RawExtension",
              "Any object, kept as it is.",
              Map.of("type", "object")),
          new Special(EXTENSIONS + "JSON", "Any JSON value.", Map.of()),
          new Special(
              EXTENSIONS + "JSONSchemaPropsOrArray", "A schema or a list of schemas.", Map.of()),
          new Special(EXTENSIONS + "JSONSchemaPropsOrBool", "A schema or a boolean.", Map.of()),
          new Special(
              EXTENSIONS + "JSONSchemaPropsOrStringArray",
              "A schema or a list of strings.",
              Map.of()),
          new Special(
              EXTENSIONS + "CustomResourceSubresourceStatus",
              "Present to serve the status subresource.",
              Map.of("type", "object")));

  private Wellknown() {}

  static List<Special> all() {
    return ALL;
  }

  /** The reference an {@code as} fact names. */
  static Type.Ref named(String shortName) {
    var found = new ArrayList<Type.Ref>();
    for (var special : ALL) {
      if (special.name.endsWith("." + shortName)) {
        found.add(new Type.Ref(special.name));
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException("the facts name no known type: as=" + shortName);
    }
    return found.getFirst();
  }
}
