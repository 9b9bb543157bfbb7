package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.machinery.Tree;

/** What volumes and claims show alike. */
final class VolumeCells {

  /** The older place of the class's name; it wins. */
  static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  static final Column ATTRIBUTES_CLASS =
      Columns.text(
          "VolumeAttributesClass",
          "The class of its attributes.",
          Columns.textAt("/spec/volumeAttributesClassName", Columns.UNSET));

  static final Column MODE =
      Columns.wide(
          "VolumeMode",
          "Whether it is a device or a file system.",
          Columns.textAt("/spec/volumeMode", Columns.UNSET));

  private VolumeCells() {}

  static String phase(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp")
        ? "Terminating"
        : Tree.text(object, "/status/phase");
  }

  static String storageClass(JsonNode object) {
    var annotations = object.path("metadata").path("annotations");
    return annotations.has(CLASS_ANNOTATION)
        ? annotations.path(CLASS_ANNOTATION).asText("")
        : Tree.text(object, "/spec/storageClassName");
  }
}
