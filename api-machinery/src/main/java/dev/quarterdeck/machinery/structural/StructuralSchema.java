package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One node of a custom resource's OpenAPI v3 schema (apiextensions.k8s.io/v1 JSONSchemaProps), as
 * the server works with it: parsed once, immutable, without prose. The branches of {@code allOf},
 * {@code anyOf}, {@code oneOf} and {@code not} are nodes too, though a structural schema lets them
 * say little more than rules on values.
 *
 * @param type {@code object}, {@code array}, {@code string}, {@code integer}, {@code number} or
 *     {@code boolean}; empty when the schema does not say
 * @param nullable whether null is a value rather than absence
 * @param defaultValue what absence means; null for no default. Never change it: copy it
 * @param properties the known fields, in the schema's order
 * @param additionalProperties what the values of a map look like; null when it is none
 * @param additionalPropertiesAllowed {@code additionalProperties: true}: any value under any key
 * @param items what the items of an array look like; null when the schema does not say
 * @param preserveUnknownFields x-kubernetes-preserve-unknown-fields
 * @param embeddedResource x-kubernetes-embedded-resource: a whole object with kind and metadata
 * @param intOrString x-kubernetes-int-or-string
 * @param listType {@code atomic}, {@code set}, {@code map}; empty when the schema does not say
 * @param listMapKeys the fields that identify an item of a {@code map} list
 * @param mapType {@code granular} or {@code atomic}; empty when the schema does not say
 * @param rules x-kubernetes-validations
 * @param values what a value must satisfy
 */
public record StructuralSchema(
    String type,
    boolean nullable,
    JsonNode defaultValue,
    Map<String, StructuralSchema> properties,
    StructuralSchema additionalProperties,
    boolean additionalPropertiesAllowed,
    StructuralSchema items,
    boolean preserveUnknownFields,
    boolean embeddedResource,
    boolean intOrString,
    String listType,
    List<String> listMapKeys,
    String mapType,
    List<ValidationRule> rules,
    ValueRules values) {

  /**
   * Parses a JSONSchemaProps tree. Lenient: parts of the wrong JSON type count as absent, as the
   * definition's own decoding has refused them before.
   */
  public static StructuralSchema parse(JsonNode schema) {
    return SchemaParser.parse(schema);
  }

  /** Whether keys other than {@link #properties} mean something here: the node is a map. */
  public boolean isMap() {
    return additionalProperties != null || additionalPropertiesAllowed;
  }

  /** What the schema says about a field of an object: its property, else the map's value. */
  public StructuralSchema field(String name) {
    var property = properties.get(name);
    return property != null ? property : additionalProperties;
  }
}
