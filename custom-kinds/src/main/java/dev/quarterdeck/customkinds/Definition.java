package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.customkinds.definition.Conditions;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CustomResourceDefinition as those who serve its kind see it. Schemas stay text until somebody
 * needs them.
 *
 * @param name {@code PLURAL.GROUP}
 * @param generation of the definition: what its objects look like may differ between two
 * @param names as they were accepted
 * @param conversion spec.conversion
 * @param established whether its objects are served
 * @param terminating whether it is being deleted, and its objects with it
 */
record Definition(
    String name,
    String uid,
    long generation,
    String group,
    boolean namespaced,
    NameSet names,
    List<Version> versions,
    JsonNode conversion,
    boolean established,
    boolean terminating) {

  /** The names of a kind. */
  record NameSet(
      String plural,
      String singular,
      String kind,
      String listKind,
      List<String> shortNames,
      List<String> categories) {

    static NameSet of(JsonNode names) {
      return new NameSet(
          Tree.text(names, "/plural"),
          Tree.text(names, "/singular"),
          Tree.text(names, "/kind"),
          Tree.text(names, "/listKind"),
          List.copyOf(Tree.texts(names.path("shortNames"))),
          List.copyOf(Tree.texts(names.path("categories"))));
    }
  }

  /**
   * One version of the kind.
   *
   * @param deprecation what to tell those who use it; empty for nothing
   * @param scale the paths of /scale; null when it is not served
   * @param columns additionalPrinterColumns
   * @param selectable paths of selectable fields, such as {@code .spec.color}
   * @param schema its schema, parsed when asked for
   */
  record Version(
      String name,
      boolean served,
      boolean storage,
      Optional<String> deprecation,
      boolean status,
      ScalePaths scale,
      JsonNode columns,
      List<String> selectable,
      LazySchema schema) {}

  /**
   * Where an object keeps its replicas.
   *
   * @param selector empty for nowhere
   */
  record ScalePaths(String spec, String status, String selector) {}

  static Definition of(ObjectNode object) {
    var spec = object.path("spec");
    var group = Tree.text(spec, "/group");
    var versions = new ArrayList<Version>();
    var kind = Tree.text(spec, "/names/kind");
    for (var version : spec.path("versions")) {
      versions.add(version(version, group, kind));
    }
    return new Definition(
        Tree.text(object, "/metadata/name"),
        Tree.text(object, "/metadata/uid"),
        object.path("metadata").path("generation").asLong(0),
        group,
        Tree.text(spec, "/scope").equals("Namespaced"),
        NameSet.of(object.path("status").path("acceptedNames")),
        List.copyOf(versions),
        spec.path("conversion").deepCopy(),
        Conditions.isTrue(object, "Established"),
        !Tree.text(object, "/metadata/deletionTimestamp").isEmpty());
  }

  private static Version version(JsonNode version, String group, String kind) {
    var name = Tree.text(version, "/name");
    var deprecation =
        version.path("deprecated").asBoolean(false)
            ? Optional.of(
                version
                    .path("deprecationWarning")
                    .asText("%s/%s %s is deprecated".formatted(group, name, kind)))
            : Optional.<String>empty();
    var scale = version.path("subresources").path("scale");
    return new Version(
        name,
        version.path("served").asBoolean(false),
        version.path("storage").asBoolean(false),
        deprecation,
        version.path("subresources").path("status").isObject(),
        scale.isObject()
            ? new ScalePaths(
                Tree.text(scale, "/specReplicasPath"),
                Tree.text(scale, "/statusReplicasPath"),
                Tree.text(scale, "/labelSelectorPath"))
            : null,
        version.path("additionalPrinterColumns").deepCopy(),
        version.path("selectableFields").valueStream().map(f -> Tree.text(f, "/jsonPath")).toList(),
        LazySchema.of(version.path("schema").path("openAPIV3Schema")));
  }

  Version storage() {
    return versions.stream().filter(Version::storage).findFirst().orElseThrow();
  }

  Optional<Version> version(String name) {
    return versions.stream().filter(version -> version.name.equals(name)).findFirst();
  }

  /** {@code group/version}. */
  String apiVersion(Version version) {
    return group + "/" + version.name;
  }
}
