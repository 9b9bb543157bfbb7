package dev.quarterdeck.kinds.volume;

import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The defaults of where a volume's data comes from, in pods and in PersistentVolumes alike. */
public final class VolumeSourceDefaults {

  private VolumeSourceDefaults() {}

  /**
   * @param holder a pod's volume or a PersistentVolume's spec
   */
  public static void apply(ObjectNode holder) {
    if (holder.get("hostPath") instanceof ObjectNode hostPath
        && !hostPath.path("type").isTextual()) {
      hostPath.put("type", "");
    }
    if (holder.get("iscsi") instanceof ObjectNode iscsi) {
      fill(iscsi, "iscsiInterface", "default");
    }
    if (holder.get("rbd") instanceof ObjectNode rbd) {
      fill(rbd, "pool", "rbd");
      fill(rbd, "user", "admin");
      fill(rbd, "keyring", "/etc/ceph/keyring");
    }
    if (holder.get("azureDisk") instanceof ObjectNode disk) {
      fill(disk, "cachingMode", "ReadWrite");
      fill(disk, "kind", "Shared");
      fill(disk, "fsType", "ext4");
      fill(disk, "readOnly", false);
    }
    if (holder.get("scaleIO") instanceof ObjectNode scaleIo) {
      fill(scaleIo, "storageMode", "ThinProvisioned");
      fill(scaleIo, "fsType", "xfs");
    }
  }
}
