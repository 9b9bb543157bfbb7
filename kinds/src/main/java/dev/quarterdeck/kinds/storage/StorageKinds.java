package dev.quarterdeck.kinds.storage;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.flag;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;
import static dev.quarterdeck.kinds.Columns.UNSET;
import static dev.quarterdeck.kinds.Subresource.STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.stream.Collectors;

/** storage.k8s.io/v1. */
public final class StorageKinds {

  private static final String VERSION = "storage.k8s.io/v1";
  private static final List<String> DEFAULT_MARKS =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  private StorageKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        csiDriver().type(),
        csiNode().type(),
        csiStorageCapacity().type(),
        storageClass().type(),
        volumeAttachment().type(),
        volumeAttributesClass().type());
  }

  private static Kind csiDriver() {
    return Kind.cluster(VERSION, "csidrivers", "CSIDriver")
        .showsDeleted()
        .updatesNeedVersion()
        .rules(driver -> CsiDriverRules.check(driver.get("spec")))
        .updateRules(
            (driver, old, context) ->
                CsiDriverRules.checkUpdate(driver.get("spec"), old.path("spec")))
        .warnings(CsiDriverRules::warnings)
        .columns(
            NAME,
            flag("AttachRequired", "spec.attachRequired"),
            flag("PodInfoOnMount", "spec.podInfoOnMount"),
            flag("StorageCapacity", "spec.storageCapacity"),
            text("TokenRequests", "spec.tokenRequests").shows(StorageKinds::audiences),
            flag("RequiresRepublish", "spec.requiresRepublish"),
            text("Modes", "spec.volumeLifecycleModes")
                .shows(d -> String.join(",", Tree.texts(d.at("/spec/volumeLifecycleModes"))))
                .orElse(NONE),
            AGE);
  }

  private static String audiences(JsonNode driver) {
    return Tree.absent(driver.at("/spec/tokenRequests"))
        ? UNSET
        : Tree.objects(driver.path("spec"), "tokenRequests").stream()
            .map(request -> Tree.text(request, "/audience"))
            .collect(Collectors.joining(","));
  }

  /** The CSI drivers a node has. */
  private static Kind csiNode() {
    return Kind.cluster(VERSION, "csinodes", "CSINode")
        .withoutGeneration()
        .showsDeleted()
        .updatesNeedVersion()
        .rules(node -> CsiNodeRules.check(node.get("spec", "drivers")))
        .updateRules(
            (node, old, context) ->
                CsiNodeRules.checkUpdate(node.get("spec", "drivers"), old.path("spec")))
        .columns(
            NAME,
            number("Drivers", "spec.drivers")
                .about("Drivers indicates the number of CSI drivers registered on the node")
                .shows(n -> n.at("/spec/drivers").size()),
            AGE);
  }

  /** How much a class of storage has left somewhere. */
  private static Kind csiStorageCapacity() {
    return Kind.namespaced(VERSION, "csistoragecapacities", "CSIStorageCapacity")
        .withoutGeneration()
        .updatesNeedVersion()
        .rules(StorageClassRules::checkCapacity)
        .immutable("nodeTopology", "storageClassName")
        .warnings((capacity, old) -> StorageWarnings.ofCapacity(capacity))
        .columns(
            NAME,
            text("StorageClassName", "storageClassName"),
            text("Capacity", "capacity").orElse(UNSET));
  }

  private static Kind storageClass() {
    return Kind.cluster(VERSION, "storageclasses", "StorageClass")
        .shortNames("sc")
        .withoutGeneration()
        .showsDeleted()
        .rules(StorageClassRules::check)
        .immutable("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")
        .warnings((storageClass, old) -> StorageWarnings.ofClass(storageClass))
        .columns(
            NAME.shows(StorageKinds::name),
            text("Provisioner", "provisioner"),
            text("ReclaimPolicy", "reclaimPolicy").orElse("Delete"),
            text("VolumeBindingMode", "volumeBindingMode").orElse("Immediate"),
            flag("AllowVolumeExpansion", "allowVolumeExpansion").typed("string"),
            AGE);
  }

  private static String name(JsonNode storageClass) {
    var annotations = storageClass.path("metadata").path("annotations");
    var isDefault =
        DEFAULT_MARKS.stream().anyMatch(mark -> annotations.path(mark).asText("").equals("true"));
    return Tree.text(storageClass, "/metadata/name") + (isDefault ? " (default)" : "");
  }

  private static Kind volumeAttachment() {
    return Kind.cluster(VERSION, "volumeattachments", "VolumeAttachment")
        .subresources(STATUS)
        .withoutGeneration()
        .showsDeleted()
        .updatesNeedVersion()
        .rules(AttachmentRules::check)
        .immutable("spec")
        .columns(
            NAME,
            text("Attacher", "spec.attacher").format("name"),
            text("PV", "spec.source.persistentVolumeName"),
            text("Node", "spec.nodeName"),
            flag("Attached", "status.attached"),
            AGE);
  }

  private static Kind volumeAttributesClass() {
    return Kind.cluster(VERSION, "volumeattributesclasses", "VolumeAttributesClass")
        .shortNames("vac")
        .withoutGeneration()
        .showsDeleted()
        .rules(StorageClassRules::checkAttributes)
        .updateRules(
            (attributes, old, context) ->
                ParameterRules.fixed(attributes, old, "driverName", "parameters"))
        .columns(NAME, text("DriverName", "driverName"), AGE);
  }
}
