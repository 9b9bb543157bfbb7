package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.Quantity;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/**
 * The spec of a PersistentVolumeClaim, in claims themselves and in the templates of claims
 * (ValidatePersistentVolumeClaimSpec).
 */
public final class ClaimRules {

  static final List<String> MODES = List.of("Block", "Filesystem");

  private ClaimRules() {}

  /** Fills what is absent. Idempotent. */
  public static void applyDefaults(ObjectNode spec) {
    Tree.fill(spec, "volumeMode", "Filesystem");
    Tree.child(spec, "resources");
  }

  public static void check(Field spec) {
    AccessModeRules.check(spec.get("accessModes"), "at least 1 access mode is required");
    if (spec.get("selector").present()) {
      SelectorRules.check(spec.get("selector"));
    }
    size(spec);
    for (var name : List.of("storageClassName", "volumeAttributesClassName")) {
      if (spec.get(name).present()) {
        spec.get(name).invalidFor(Names.dns1123Subdomain(spec.get(name).text()));
      }
    }
    if (spec.get("volumeMode").present() && !MODES.contains(spec.get("volumeMode").text())) {
      spec.get("volumeMode").notSupported(MODES);
    }
    sources(spec);
  }

  private static void size(Field spec) {
    var asked = spec.get("resources", "requests").node().path("storage");
    var size = new Field(asked, spec.path() + ".resources[storage]", spec.errors());
    if (size.node().isMissingNode() || size.node().isNull()) {
      size.required("");
    } else {
      Quantity.positive(size);
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
    if (namespace.present()) {
      namespace.invalidFor(Names.dns1123Label(namespace.text()));
    }
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
    VolumeSourceRules.needs(source, "name");
    VolumeSourceRules.needs(source, "kind");
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
