package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.NodeSelectorRules;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The spec of a PersistentVolume (ValidatePersistentVolumeSpec). */
public final class PersistentVolumeRules {

  /** All other fields of the spec say where the data is. */
  private static final Set<String> NO_SOURCES =
      Set.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  private static final List<String> SECRETS =
      List.of(
          "controllerPublishSecretRef",
          "nodePublishSecretRef",
          "controllerExpandSecretRef",
          "nodeExpandSecretRef");

  private PersistentVolumeRules() {}

  /** Not those of a volume within another object, which is used as it is. */
  static void applyDefaults(ObjectNode volume) {
    var spec = Tree.child(volume, "spec");
    Tree.fill(spec, "persistentVolumeReclaimPolicy", "Retain");
    Tree.fill(spec, "volumeMode", "Filesystem");
  }

  /** The fields of the spec that say where the data is. */
  public static List<String> sources(Field spec) {
    return spec.keys().stream()
        .filter(name -> !NO_SOURCES.contains(name) && spec.get(name).present())
        .toList();
  }

  public static void check(Field spec) {
    AccessModeRules.check(spec.get("accessModes"), "");
    capacity(spec.get("capacity"));
    affinity(spec);
    source(spec);
    recycled(spec);
    attributes(spec);
  }

  /** A volume within another object (a VolumeAttachment) is nothing a claim can be bound to. */
  public static void inline(Field spec) {
    for (var name : List.of("claimRef", "capacity", "nodeAffinity", "storageClassName")) {
      if (spec.get(name).present()) {
        spec.get(name).forbidden("may not be specified in the context of inline volumes");
      }
    }
    if (spec.get("csi").absent()) {
      spec.get("csi").required("has to be specified in the context of inline volumes");
    }
    AccessModeRules.check(spec.get("accessModes"), "");
    only(spec.get("persistentVolumeReclaimPolicy"), "Retain", "may only be Retain");
    only(spec.get("volumeMode"), "Filesystem", "may not specify volumeMode other than Filesystem");
    source(spec);
    attributes(spec);
  }

  private static void only(Field field, String value, String words) {
    if (field.present() && !field.text().equals(value)) {
      field.forbidden(words + " in the context of inline volumes");
    }
  }

  private static void capacity(Field capacity) {
    if (capacity.node().isEmpty()) {
      capacity.required("");
    }
    if (capacity.node().size() != 1 || !capacity.node().has("storage")) {
      capacity.notSupported(List.of("storage"));
    }
    capacity.entries().forEach(QuantityRules::positive);
  }

  private static void affinity(Field spec) {
    var required = spec.get("nodeAffinity", "required");
    if (required.present()) {
      NodeSelectorRules.check(required);
    } else if (spec.get("nodeAffinity").present()) {
      required.required("must specify required node constraints");
    }
    if (spec.get("local").present() && required.absent()) {
      spec.get("nodeAffinity").required("Local volume requires node affinity");
    }
  }

  private static void source(Field spec) {
    var sources = sources(spec);
    if (sources.isEmpty()) {
      spec.required("must specify a volume type");
      return;
    }
    sources.stream()
        .skip(1)
        .forEach(extra -> spec.get(extra).forbidden("may not specify more than 1 volume type"));
    var type = sources.getFirst();
    var source = spec.get(type);
    switch (type) {
      case "csi" -> csi(source);
      case "local" -> {
        source.get("path").needed();
        VolumeSourceRules.noWayUp(source.get("path"));
      }
      default -> VolumeSourceRules.check(source, type);
    }
  }

  private static void csi(Field source) {
    VolumeSourceRules.csiDriver(source.get("driver"));
    for (var name : SECRETS) {
      if (source.get(name).present()) {
        source.get(name, "name").needed();
        source.get(name, "namespace").needed();
      }
    }
  }

  /** Recycling empties the volume, and this one is the node itself. */
  private static void recycled(Field spec) {
    var reclaim = spec.get("persistentVolumeReclaimPolicy");
    var path = spec.get("hostPath", "path").text();
    if (reclaim.text().equals("Recycle") && !path.isEmpty() && isRoot(path)) {
      reclaim.forbidden("may not be 'recycle' for a hostPath mount of '/'");
    }
  }

  private static boolean isRoot(String path) {
    return path.indexOf('\0') < 0 && Path.of("/", path).normalize().equals(Path.of("/"));
  }

  private static void attributes(Field spec) {
    var name = spec.get("volumeAttributesClassName");
    if (!name.given()) {
      return;
    }
    if (name.absent()) {
      name.required("an empty string is disallowed");
    } else {
      name.invalidFor(Names.dns1123Subdomain(name.text()));
    }
    if (spec.get("csi").absent()) {
      spec.get("csi").required("has to be specified when using volumeAttributesClassName");
    }
  }
}
