package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.PublishedSchema;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The definitions custom kinds add to a document: of the kind and of its list. */
enum CustomDefinitions {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String OBJECT_META = META + "ObjectMeta";
  private static final String LIST_META = META + "ListMeta";

  /** What custom definitions refer to. */
  static final List<String> REFERENCES = List.of(OBJECT_META, LIST_META);

  private final String root;

  CustomDefinitions(String root) {
    this.root = root;
  }

  /** By name; none for a built-in kind. */
  Map<String, ObjectNode> of(ResourceType type) {
    var definitions = new LinkedHashMap<String, ObjectNode>();
    type.strategy()
        .published()
        .ifPresent(
            schema -> {
              definitions.put(schema.definition(), kind(type, schema));
              definitions.put(schema.definition() + "List", list(type, schema));
            });
    return definitions;
  }

  private ObjectNode kind(ResourceType type, PublishedSchema schema) {
    var known = this == V3 ? schema.version3() : schema.version2();
    var definition = known.map(this::withOwnFields).orElseGet(CustomDefinitions::anyObject);
    name(definition, type, type.kind());
    return definition;
  }

  /** Fields that every kind has are not named either: clients would refuse all others. */
  private static ObjectNode anyObject() {
    return Json.object().put("type", "object");
  }

  private ObjectNode withOwnFields(ObjectNode definition) {
    var properties = definition.withObjectProperty("properties");
    typeFields(properties);
    refer(
        properties.putObject("metadata").put("description", "Standard object's metadata."),
        OBJECT_META);
    return definition;
  }

  private ObjectNode list(ResourceType type, PublishedSchema schema) {
    var list = Json.object();
    list.put("description", type.kind() + "List is a list of " + type.kind()).put("type", "object");
    list.putArray("required").add("items");
    var properties = list.putObject("properties");
    typeFields(properties);
    var items = properties.putObject("items");
    items.put("description", "The objects listed.").put("type", "array");
    items.putObject("items").put("$ref", root + schema.definition());
    refer(
        properties.putObject("metadata").put("description", "Standard list's metadata."),
        LIST_META);
    name(list, type, type.listKind());
    return list;
  }

  private static void typeFields(ObjectNode properties) {
    properties
        .putObject("apiVersion")
        .put(
            "description",
            "APIVersion defines the version of the schema that this object is written in.")
        .put("type", "string");
    properties
        .putObject("kind")
        .put("description", "Kind names what this object represents.")
        .put("type", "string");
  }

  /** Version 3 allows nothing beside a reference but in allOf. */
  private void refer(ObjectNode property, String definition) {
    if (this == V3) {
      property.putArray("allOf").addObject().put("$ref", root + definition);
    } else {
      property.put("$ref", root + definition);
    }
  }

  private static void name(ObjectNode definition, ResourceType type, String kind) {
    definition
        .putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", type.resource().group())
        .put("kind", kind)
        .put("version", type.resource().version());
  }
}
