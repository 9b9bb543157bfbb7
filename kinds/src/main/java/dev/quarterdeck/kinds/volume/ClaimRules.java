package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/**
 * The spec of a PersistentVolumeClaim, in claims themselves and in the templates of claims
 * (ValidatePersistentVolumeClaimSpec).
 */
public final class ClaimRules {

  static final List<String> MODES = List.of("Block", "Filesystem");

  private ClaimRules() {}

  /** {@code dataSource} is the older field; who sets one of them means both. */
  static void alignSources(ObjectNode claim) {
    var spec = Tree.child(claim, "spec");
    var source = spec.get("dataSource");
    var reference = spec.get("dataSourceRef");
    if (!Tree.absent(source) && Tree.absent(reference)) {
      spec.set("dataSourceRef", source.deepCopy());
    } else if (!Tree.absent(reference)
        && Tree.absent(source)
        && Tree.absent(reference.get("namespace"))) {
      spec.set("dataSource", reference.deepCopy());
    }
  }

  public static void check(Field spec) {
    AccessModeRules.check(spec.get("accessModes"), "at least 1 access mode is required");
    SelectorRules.check(spec.get("selector"));
    size(spec);
    spec.get("storageClassName").optional(Names::dns1123Subdomain);
    spec.get("volumeAttributesClassName").optional(Names::dns1123Subdomain);
    spec.get("volumeMode").noneBut(MODES);
    sources(spec);
  }

  private static void size(Field spec) {
    var asked = spec.get("resources", "requests").node().path("storage");
    var size = spec.get("resources").key("storage").with(asked);
    if (size.given()) {
      QuantityRules.positive(size);
    } else {
      size.required("");
    }
  }

  private static void sources(Field spec) {
    var source = spec.get("dataSource");
    var reference = spec.get("dataSourceRef");
    for (var from : List.of(source, reference)) {
      if (from.present()) {
        source(from);
      }
    }
    var namespace = reference.get("namespace");
    namespace.optional(Names::dns1123Label);
    if (source.present() && reference.present()) {
      if (namespace.present()) {
        spec.invalid(
            source.path(), "may not be specified when dataSourceRef.namespace is specified");
      } else if (!same(source, reference)) {
        spec.invalid(source.path(), "must match dataSourceRef");
      }
    }
  }

  private static void source(Field source) {
    source.get("name").needed();
    source.get("kind").needed();
    var group = source.get("apiGroup");
    if (group.present()) {
      group.invalidFor(Names.dns1123Subdomain(group.text()));
    } else if (!source.get("kind").text().equals("PersistentVolumeClaim")) {
      source.invalid(
          source.get("kind").text(),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
  }

  private static boolean same(Field source, Field reference) {
    for (var name : List.of("apiGroup", "kind", "name")) {
      if (!source.get(name).text().equals(reference.get(name).text())) {
        return false;
      }
    }
    return true;
  }
}
