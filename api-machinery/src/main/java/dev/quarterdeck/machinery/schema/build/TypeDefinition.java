package dev.quarterdeck.machinery.schema.build;

import java.util.List;
import java.util.Map;

/**
 * One type of the API as both resources need it.
 *
 * @param name such as {@code io.k8s.api.core.v1.Container}
 * @param kinds the group, version and kinds it is the schema of
 * @param facts from the facts table
 */
record TypeDefinition(
    String name,
    String description,
    List<Kind> kinds,
    List<Property> properties,
    Map<String, String> facts) {

  /** A group, version and kind. */
  record Kind(String group, String version, String kind) {}

  /**
   * A property.
   *
   * @param facts from the facts table
   */
  record Property(
      String name, Type type, String description, boolean required, Map<String, String> facts) {}

  /** What a property holds. */
  sealed interface Type {
    /**
     * @param code in the shapes file
     * @param openApiType {@code type} in OpenAPI
     * @param format {@code format} in OpenAPI; empty for none
     */
    record Plain(char code, String openApiType, String format) implements Type {}

    /** Another definition. */
    record Ref(String name) implements Type {}

    /** A list. */
    record ListOf(Type element) implements Type {}

    /** An object with free keys. */
    record MapOf(Type value) implements Type {}
  }
}
