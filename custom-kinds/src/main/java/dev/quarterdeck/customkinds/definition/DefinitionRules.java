package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The rules on a CustomResourceDefinition as a whole. */
final class DefinitionRules {

  private static final String APPROVED = "api-approved.kubernetes.io";

  private DefinitionRules() {}

  /** What the keys of objects are made of stays as it is once objects may be there. */
  static void checkUpdate(Field definition, ObjectNode old) {
    if (Conditions.isTrue(old, "Established")) {
      var spec = definition.get("spec");
      spec.get("scope").unchanged(old.at("/spec/scope"));
      spec.get("names", "kind").unchanged(old.at("/spec/names/kind"));
    }
  }

  static void check(Field object) {
    var spec = object.get("spec");
    name(object.get("metadata", "name"), spec);
    group(spec.get("group"));
    approval(object, spec.get("group").text());
    scope(spec.get("scope"));
    var names = spec.get("names");
    for (var required : List.of("plural", "singular", "kind", "listKind")) {
      if (names.get(required).absent()) {
        names.get(required).required("");
      }
    }
    names(names);
    names(object.get("status", "acceptedNames"));
    if (spec.get("preserveUnknownFields").isTrue()) {
      spec.get("preserveUnknownFields")
          .invalid(
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead");
    }
    versions(spec.get("versions"));
    ConversionRules.check(spec.get("conversion"));
    storedVersions(object.get("status", "storedVersions"), spec.get("versions"));
  }

  private static void name(Field name, Field spec) {
    var wanted = spec.get("names", "plural").text() + "." + spec.get("group").text();
    if (name.present() && !name.text().equals(wanted)) {
      name.invalid("must be spec.names.plural+\".\"+spec.group");
    }
  }

  private static void group(Field group) {
    if (group.absent()) {
      group.required("");
      return;
    }
    var errors = Names.dns1123Subdomain(group.text());
    if (!errors.isEmpty()) {
      group.invalid(String.join(",", errors));
    } else if (!group.text().contains(".")) {
      group.invalid("should be a domain with at least one dot");
    }
  }

  /** Groups of Kubernetes' own are for APIs its community has approved. */
  private static void approval(Field object, String group) {
    if (!protectedGroup(group)) {
      return;
    }
    var annotation = object.get("metadata", "annotations").key(APPROVED);
    if (annotation.absent()) {
      annotation.required(
          "protected groups must have approval annotation \"%s\"".formatted(APPROVED)
              + ", see https://github.com/kubernetes/enhancements/pull/1111");
    } else if (!annotation.text().startsWith("unapproved")
        && !annotation.text().matches("https?://[^/]+.*")) {
      annotation.invalid("must be the URL of the approval, or begin with \"unapproved\"");
    }
  }

  static boolean protectedGroup(String group) {
    return group.equals("k8s.io")
        || group.endsWith(".k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".kubernetes.io");
  }

  private static void scope(Field scope) {
    scope.oneOf(List.of("Cluster", "Namespaced"));
  }

  private static void names(Field names) {
    label(names.get("plural"));
    label(names.get("singular"));
    mixedCase(names.get("kind"));
    mixedCase(names.get("listKind"));
    names.get("shortNames").items().forEach(DefinitionRules::label);
    names.get("categories").items().forEach(DefinitionRules::label);
    var kind = names.get("kind").text();
    if (!kind.isEmpty() && kind.equals(names.get("listKind").text())) {
      names.get("listKind").invalid("kind and listKind may not be the same");
    }
  }

  private static void label(Field name) {
    var errors = name.present() ? Names.dns1035Label(name.text()) : List.<String>of();
    if (!errors.isEmpty()) {
      name.invalid(String.join(",", errors));
    }
  }

  private static void mixedCase(Field kind) {
    var errors =
        kind.present()
            ? Names.dns1035Label(kind.text().toLowerCase(Locale.ROOT))
            : List.<String>of();
    if (!errors.isEmpty()) {
      kind.invalid("may have mixed case, but should otherwise match: " + String.join(",", errors));
    }
  }

  private static void versions(Field versions) {
    var names = new HashSet<String>();
    var unique = true;
    var stored = 0;
    for (var version : versions.items()) {
      unique &= names.add(version.get("name").text());
      stored += version.get("storage").isTrue() ? 1 : 0;
      VersionRules.check(version);
    }
    if (!unique) {
      versions.invalid("must contain unique version names");
    }
    if (stored != 1) {
      versions.invalid("must have exactly one version marked as storage version");
    }
  }

  private static void storedVersions(Field stored, Field versions) {
    var known = versions.items().stream().map(version -> version.get("name").text()).toList();
    for (var item : stored.items()) {
      if (!known.contains(item.text())) {
        item.invalid(
            "missing from spec.versions; %1$s was previously a storage version, and must remain in"
                    .formatted(item.text())
                + " spec.versions until a storage migration ensures no data remains persisted in"
                + " %1$s and removes %1$s from status.storedVersions".formatted(item.text()));
      }
    }
    if (stored.node().isMissingNode() || stored.node().isEmpty()) {
      stored.invalid(Tree.texts(stored.node()), "must have at least one stored version");
    }
    for (var version : versions.items()) {
      var name = version.get("name").text();
      if (version.get("storage").isTrue() && !Tree.texts(stored.node()).contains(name)) {
        stored.invalid(stored.node(), "must have the storage version " + name);
      }
    }
  }
}
