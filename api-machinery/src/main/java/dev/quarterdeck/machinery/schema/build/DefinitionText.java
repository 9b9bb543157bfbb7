package dev.quarterdeck.machinery.schema.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Property;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Type;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes definitions for OpenAPI, one line each: name, the names it refers to (comma-separated) and
 * the schema, separated by tabs. The schema is that of OpenAPI v3; see the reader for v2.
 */
final class DefinitionText {

  private DefinitionText() {}

  static String line(TypeDefinition definition) {
    var refs = new TreeSet<String>();
    var schema = Json.object();
    if (!definition.description().isEmpty()) {
      schema.put("description", definition.description());
    }
    schema.put("type", "object");
    if (!definition.properties().isEmpty()) {
      var properties = schema.putObject("properties");
      for (var property : definition.properties()) {
        fill(properties.putObject(property.name()), property);
        collect(property.type(), refs);
      }
    }
    var required =
        definition.properties().stream().filter(Property::required).map(Property::name).toList();
    if (!required.isEmpty()) {
      var array = schema.putArray("required");
      required.forEach(array::add);
    }
    extensions(schema, definition);
    return line(definition.name(), String.join(",", refs), schema);
  }

  static String line(Wellknown.Special special) {
    var schema = Json.object().put("description", special.description());
    for (var key : new String[] {"type", "format"}) {
      if (special.openApi().containsKey(key)) {
        schema.put(key, special.openApi().get(key));
      }
    }
    return line(special.name(), "", schema);
  }

  private static String line(String name, String refs, ObjectNode schema) {
    return name + "\t" + refs + "\t" + new String(Json.write(schema), StandardCharsets.UTF_8);
  }

  private static void extensions(ObjectNode schema, TypeDefinition definition) {
    if (!definition.kinds().isEmpty()) {
      var kinds = schema.putArray("x-kubernetes-group-version-kind");
      for (var kind : definition.kinds()) {
        kinds
            .addObject()
            .put("group", kind.group())
            .put("version", kind.version())
            .put("kind", kind.kind());
      }
    }
    if (definition.facts().containsKey("atomic")) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
  }

  private static void fill(ObjectNode node, Property property) {
    if (!property.description().isEmpty()) {
      node.put("description", property.description());
    }
    fill(node, property.type(), property.description().isEmpty());
    var facts = property.facts();
    if (facts.containsKey("default")) {
      node.put("default", facts.get("default"));
    }
    if (facts.containsKey("enum")) {
      var values = node.putArray("enum");
      Stream.of(facts.get("enum").split(",", -1)).sorted().forEach(values::add);
    }
    MergeText.extensions(node, property);
  }

  /** A reference stands alone, or in an allOf where it has siblings, as OpenAPI v3 demands. */
  private static void fill(ObjectNode node, Type type, boolean alone) {
    switch (type) {
      case Type.Plain(_, var name, var format) -> {
        node.put("type", name);
        if (!format.isEmpty()) {
          node.put("format", format);
        }
      }
      case Type.Ref(var name) -> {
        var holder = alone ? node : node.putArray("allOf").addObject();
        holder.put("$ref", "#/components/schemas/" + name);
      }
      case Type.ListOf(var element) ->
          fill(node.put("type", "array").putObject("items"), element, true);
      case Type.MapOf(var value) ->
          fill(node.put("type", "object").putObject("additionalProperties"), value, true);
    }
  }

  private static void collect(Type type, TreeSet<String> refs) {
    switch (type) {
      case Type.Plain _ -> {}
      case Type.Ref(var name) -> refs.add(name);
      case Type.ListOf(var element) -> collect(element, refs);
      case Type.MapOf(var value) -> collect(value, refs);
    }
  }
}
