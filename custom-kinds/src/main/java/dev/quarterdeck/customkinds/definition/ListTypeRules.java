package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules on x-kubernetes-list-type, -list-map-keys and -map-type. */
final class ListTypeRules {

  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final Set<String> COMPOUND = Set.of("array", "object");

  private ListTypeRules() {}

  static void check(Field schema) {
    var type = schema.get(LIST_TYPE);
    var keys = schema.get(KEYS);
    if (!type.node().isMissingNode()) {
      typed(schema, "array", "x-kubernetes-list-type");
      type.oneOf(List.of("atomic", "map", "set"));
    }
    if (!keys.node().isEmpty() && !type.text().equals("map")) {
      var why = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (type.absent()) {
        type.required(why);
      } else {
        type.invalid(why);
      }
    }
    switch (type.text()) {
      case "map" -> map(schema, keys);
      case "set" -> set(schema.get("items"));
      default -> {}
    }
    var mapType = schema.get(MAP_TYPE);
    if (!mapType.node().isMissingNode()) {
      typed(schema, "object", "x-kubernetes-map-type");
      mapType.oneOf(List.of("atomic", "granular"));
    }
  }

  private static void typed(Field schema, String wanted, String because) {
    var type = schema.get("type");
    var why = "must be %s if %s is specified".formatted(wanted, because);
    if (type.absent()) {
      type.required(why);
    } else if (!type.text().equals(wanted)) {
      type.invalid(why);
    }
  }

  private static void map(Field schema, Field keys) {
    var items = schema.get("items");
    if (keys.node().isEmpty()) {
      keys.required("must not be empty if x-kubernetes-list-type is map");
    }
    if (items.node().isMissingNode()) {
      items.required("must have a schema if x-kubernetes-list-type is map");
      return;
    }
    if (!items.get("type").text().equals("object")) {
      items
          .get("type")
          .invalid(
              items.get("type").text(),
              "must be object if parent array's x-kubernetes-list-type is map");
    }
    if (items.get("nullable").isTrue()) {
      items.get("nullable").forbidden("cannot be nullable when x-kubernetes-list-type is map");
    }
    var seen = new HashSet<String>();
    for (var key : keys.items()) {
      if (!seen.add(key.text())) {
        key.duplicate();
      }
      key(items, key);
    }
  }

  private static void key(Field items, Field key) {
    var property = items.get("properties").key(key.text());
    if (property.node().isMissingNode()) {
      key.invalid("entries must all be names of item properties");
      return;
    }
    if (COMPOUND.contains(property.get("type").text())) {
      property
          .get("type")
          .invalid("must be a scalar type if parent array's x-kubernetes-list-type is map");
    }
    if (property.get("nullable").isTrue()) {
      property
          .get("nullable")
          .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
    }
    if (property.get("default").node().isMissingNode()
        && !Tree.texts(items.get("required").node()).contains(key.text())) {
      property
          .get("default")
          .required(
              "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                  + " required property");
    }
  }

  private static void set(Field items) {
    if (items.node().isMissingNode()) {
      items.required("must have a schema if x-kubernetes-list-type is set");
      return;
    }
    if (items.get("nullable").isTrue()) {
      items.get("nullable").forbidden("cannot be nullable when x-kubernetes-list-type is set");
    }
    switch (items.get("type").text()) {
      case "array" -> atomic(items.get(LIST_TYPE));
      case "object" -> atomic(items.get(MAP_TYPE));
      default -> {}
    }
  }

  private static void atomic(Field type) {
    var why = "must be atomic as item of a list with x-kubernetes-list-type=set";
    if (type.absent()) {
      type.required(why);
    } else if (!type.text().equals("atomic")) {
      type.invalid(why);
    }
  }
}
