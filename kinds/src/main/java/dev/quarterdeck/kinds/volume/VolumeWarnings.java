package dev.quarterdeck.kinds.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.NodeLabelWarnings;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.Quantities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Advice on volumes and claims that are valid but rely on what is old or gone. */
public final class VolumeWarnings {

  /** Sources whose drivers left Kubernetes, in the order it looks at those of a volume. */
  private static final Map<String, String> OLD_SOURCES = new LinkedHashMap<>();

  static {
    OLD_SOURCES.put("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
    OLD_SOURCES.put("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
    OLD_SOURCES.put("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
    OLD_SOURCES.put("flocker", "deprecated in v1.22, non-functional in v1.25+");
    OLD_SOURCES.put("storageos", "deprecated in v1.22, non-functional in v1.25+");
    OLD_SOURCES.put("quobyte", "deprecated in v1.22, non-functional in v1.25+");
    OLD_SOURCES.put("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
    OLD_SOURCES.put("cephfs", "deprecated in v1.28, non-functional in v1.31+");
    OLD_SOURCES.put("rbd", "deprecated in v1.28, non-functional in v1.31+");
  }

  /** What of these a PersistentVolume is told, in the order Kubernetes looks at its sources. */
  private static final List<String> OLD_SOURCES_OF_VOLUMES =
      List.of("cephfs", "photonPersistentDisk", "scaleIO", "storageos", "glusterfs", "rbd");

  private static final String CLASS_ADVICE =
      "deprecated since v1.8; use \"storageClassName\" attribute instead";
  private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";

  private VolumeWarnings() {}

  /** Advice on the source of one of a pod's volumes. */
  public static void ofSource(Field volume, List<String> warnings) {
    OLD_SOURCES.forEach((source, advice) -> old(volume.get(source), advice, warnings));
  }

  private static void old(Field source, String advice, List<String> warnings) {
    if (source.present()) {
      // Kubernetes names the field as its Go type does.
      var path = source.path().replaceFirst("storageos$", "storageOS");
      warnings.add(path + ": " + advice);
    }
  }

  static List<String> ofVolume(ObjectNode volume) {
    var warnings = new ArrayList<String>();
    var object = Field.root(volume);
    annotation(object, VolumeKinds.CLASS_ANNOTATION, CLASS_ADVICE, warnings);
    annotation(
        object,
        MOUNT_OPTIONS,
        "deprecated since v1.31; use \"mountOptions\" attribute instead",
        warnings);
    var spec = object.get("spec");
    var reclaim = spec.get("persistentVolumeReclaimPolicy");
    if (reclaim.text().equals("Recycle")) {
      warnings.add(
          reclaim.path()
              + ": The Recycle reclaim policy is deprecated. Instead, the recommended approach is"
              + " to use dynamic provisioning.");
    }
    for (var term : spec.get("nodeAffinity", "required", "nodeSelectorTerms").items()) {
      NodeLabelWarnings.term(term, false, warnings);
    }
    for (var source : OLD_SOURCES_OF_VOLUMES) {
      old(spec.get(source), OLD_SOURCES.get(source), warnings);
    }
    return warnings;
  }

  static List<String> ofClaim(ObjectNode claim) {
    var warnings = new ArrayList<String>();
    var object = Field.root(claim);
    annotation(object, VolumeKinds.CLASS_ANNOTATION, CLASS_ADVICE, warnings);
    ofClaimSpec(object.get("spec"), warnings);
    return warnings;
  }

  private static void annotation(Field object, String key, String advice, List<String> warnings) {
    var annotation = object.get("metadata", "annotations").key(key);
    if (annotation.given()) {
      warnings.add(annotation.path() + ": " + advice);
    }
  }

  /** Advice on a claim's spec, in claims themselves and in the templates of claims. */
  public static void ofClaimSpec(Field spec, List<String> warnings) {
    for (var amounts : List.of("requests", "limits")) {
      fractional(spec.get("resources", amounts).key("storage"), warnings);
    }
  }

  /** Advice on an amount of bytes that is no whole number. */
  public static void fractional(Field amount, List<String> warnings) {
    if (amount.given() && isFractional(amount.node())) {
      warnings.add(
          "%s: fractional byte value \"%s\" is invalid, must be an integer"
              .formatted(amount.path(), amount.node().asText()));
    }
  }

  private static boolean isFractional(JsonNode amount) {
    return Quantities.parse(amount.asText(""))
        .filter(value -> value.stripTrailingZeros().scale() > 0)
        .isPresent();
  }
}
