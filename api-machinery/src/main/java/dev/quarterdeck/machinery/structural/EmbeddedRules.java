package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whole objects inside an object (x-kubernetes-embedded-resource) say what they are. */
public final class EmbeddedRules {

  private final List<FieldError> errors = new ArrayList<>();

  private EmbeddedRules() {}

  /** The errors of all objects embedded in {@code object}, itself not included. */
  public static List<FieldError> check(ObjectNode object, StructuralSchema schema) {
    var rules = new EmbeddedRules();
    rules.below(object, schema, "");
    return rules.errors;
  }

  private void value(JsonNode value, StructuralSchema schema, String path) {
    if (schema == null) {
      return;
    }
    if (schema.embeddedResource() && value instanceof ObjectNode object) {
      embedded(Field.at(path, object, errors));
    }
    below(value, schema, path);
  }

  private void below(JsonNode value, StructuralSchema schema, String path) {
    switch (value) {
      case ObjectNode object -> {
        for (var entry : object.properties()) {
          var name = entry.getKey();
          var known = schema.properties().containsKey(name);
          var place = known ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
          value(entry.getValue(), schema.field(name), place);
        }
      }
      case ArrayNode array -> {
        for (var i = 0; i < array.size(); i++) {
          value(array.get(i), schema.items(), path + "[" + i + "]");
        }
      }
      default -> {}
    }
  }

  private static void embedded(Field object) {
    stated(object.get("apiVersion"));
    var version = object.get("apiVersion").text();
    if (version.indexOf('/') != version.lastIndexOf('/')) {
      object.get("apiVersion").invalid("unexpected GroupVersion string: " + version);
    }
    stated(object.get("kind"));
    if (!object.get("kind").text().isEmpty()) {
      var kind = object.get("kind");
      kind.invalidFor(Names.dns1035Label(kind.text().toLowerCase(Locale.ROOT)));
    }
    var metadata = object.get("metadata");
    if (metadata.node() instanceof ObjectNode node) {
      var named = node.deepCopy();
      if (named.path("name").asText("").isEmpty()) {
        named.put("name", "unnamed"); // An embedded object may leave its name to be made.
      }
      MetadataRules.check(metadata.with(named), named.has("namespace"), Names::pathSegment);
    }
  }

  private static void stated(Field field) {
    if (field.node().isMissingNode()) {
      field.required("must not be empty");
    } else if (!field.node().isTextual()) {
      field.invalid("must be a string");
    } else if (field.text().isEmpty()) {
      field.invalid("must not be empty");
    }
  }
}
