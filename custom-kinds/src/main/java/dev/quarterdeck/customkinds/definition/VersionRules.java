package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.customkinds.jsonpath.JsonPath;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules on one entry of spec.versions. */
final class VersionRules {

  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final Set<String> SELECTABLE = Set.of("boolean", "integer", "string");
  private static final int MOST_SELECTABLE = 8;
  private static final int LONGEST_WARNING = 256;

  private VersionRules() {}

  static void check(Field version) {
    var name = version.get("name");
    var errors = Names.dns1035Label(name.text());
    if (!errors.isEmpty()) {
      name.invalid(String.join(",", errors));
    }
    deprecation(version);
    var schema = version.get("schema", "openAPIV3Schema");
    if (!schema.node().isObject()) {
      schema.required("schemas are required");
    } else {
      SchemaRules.check(schema);
    }
    scale(version.get("subresources", "scale"));
    version.get("additionalPrinterColumns").items().forEach(VersionRules::column);
    selectable(version.get("selectableFields"), schema);
  }

  private static void deprecation(Field version) {
    var warning = version.get("deprecationWarning");
    if (warning.node().isMissingNode()) {
      return;
    }
    if (!version.get("deprecated").isTrue()) {
      warning.invalid("can only be set for deprecated versions");
    }
    if (warning.absent()) {
      warning.invalid("must not be empty, or must be omitted");
    } else if (warning.text().length() > LONGEST_WARNING) {
      warning.invalid("must be %d characters or less".formatted(LONGEST_WARNING));
    }
  }

  private static void scale(Field scale) {
    if (scale.node().isMissingNode()) {
      return;
    }
    replicas(scale.get("specReplicasPath"), ".spec.", true);
    replicas(scale.get("statusReplicasPath"), ".status.", true);
    replicas(scale.get("labelSelectorPath"), ".spec.", false);
  }

  private static void replicas(Field path, String under, boolean required) {
    if (path.absent()) {
      if (required) {
        path.required("");
      }
    } else if (simple(path)) {
      var text = path.text();
      var fits = text.startsWith(under) || !required && text.startsWith(".status.");
      if (!fits) {
        path.invalid(
            "should be a json path under "
                + (required ? under.substring(0, under.length() - 1) : "either .status or .spec"));
      }
    }
  }

  private static boolean simple(Field path) {
    if (!path.text().startsWith(".")) {
      path.invalid("must be a simple json path starting with .");
      return false;
    }
    return true;
  }

  private static void column(Field column) {
    if (column.get("name").absent()) {
      column.get("name").required("");
    }
    column.get("type").oneOf(COLUMN_TYPES);
    if (column.get("format").present()) {
      column.get("format").oneOf(COLUMN_FORMATS);
    }
    var path = column.get("jsonPath");
    if (path.absent()) {
      path.required("");
    } else if (simple(path)) {
      readable(path);
    }
  }

  private static void readable(Field path) {
    try {
      JsonPath.parse(path.text());
    } catch (IllegalArgumentException e) {
      path.invalid(e.getMessage());
    }
  }

  private static void selectable(Field fields, Field schema) {
    fields.atMost(MOST_SELECTABLE);
    var seen = new HashSet<String>();
    for (var item : fields.items()) {
      var path = item.get("jsonPath");
      if (path.absent()) {
        path.required("");
        continue;
      }
      if (!seen.add(path.text())) {
        path.duplicate();
      } else if (!path.text().startsWith(".")) {
        path.invalid("must be a simple json path starting with .");
      } else if (path.text().startsWith(".metadata")) {
        path.invalid("must not point to fields in metadata");
      } else if (schema.node().isObject()) {
        pointsToScalar(path, StructuralSchema.parse(schema.node()));
      }
    }
  }

  private static void pointsToScalar(Field path, StructuralSchema root) {
    var at = root;
    for (var name : path.text().substring(1).split("\\.", -1)) {
      at = at == null ? null : at.properties().get(name);
    }
    if (at == null) {
      path.invalid("is an invalid path: does not refer to a valid field");
    } else if (!SELECTABLE.contains(at.type())) {
      path.invalid("must point to a field of type boolean, integer or string");
    }
  }
}
