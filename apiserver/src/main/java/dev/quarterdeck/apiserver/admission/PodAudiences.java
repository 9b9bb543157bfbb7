package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.core.PodReferences;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.Map;

/** Whom a pod needs tokens for: by its projected volumes, and by the CSI drivers of its volumes. */
final class PodAudiences {

  private static final GroupVersionResource CLAIMS =
      GroupVersionResource.core("persistentvolumeclaims");
  private static final GroupVersionResource VOLUMES =
      GroupVersionResource.core("persistentvolumes");
  private static final GroupVersionResource DRIVERS =
      new GroupVersionResource("storage.k8s.io", "v1", "csidrivers");

  /** The CSI drivers that took the place of volume types of old. */
  private static final Map<String, String> MIGRATED =
      Map.of(
          "awsElasticBlockStore", "ebs.csi.aws.com",
          "azureDisk", "disk.csi.azure.com",
          "azureFile", "file.csi.azure.com",
          "cinder", "cinder.csi.openstack.org",
          "gcePersistentDisk", "pd.csi.storage.gke.io",
          "portworxVolume", "pxd.portworx.com",
          "vsphereVolume", "csi.vsphere.vmware.com");

  /** Whether the pod needs tokens for an audience. */
  sealed interface Answer {

    record Found() implements Answer {}

    record None() implements Answer {}

    /** Not that one could tell; {@code why} names the objects that are missing. */
    record Unknown(String why) implements Answer {}
  }

  /** Something on the way to a driver is not there. */
  private static final class Missing extends Exception {

    private static final long serialVersionUID = 1;

    Missing(String kind, String name) {
      super("%s \"%s\" not found".formatted(kind, name));
    }
  }

  private final Lookup lookup;

  PodAudiences(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * @param audience empty for the API server itself
   */
  Answer find(ObjectNode pod, String audience) {
    var missing = new ArrayList<String>();
    for (var volume : Tree.objects(pod.path("spec"), "volumes")) {
      try {
        if (projects(volume, audience) || asks(driver(pod, volume), audience)) {
          return new Answer.Found();
        }
      } catch (Missing object) {
        missing.add(object.getMessage());
      }
    }
    return switch (missing.size()) {
      case 0 -> new Answer.None();
      case 1 -> new Answer.Unknown(missing.getFirst());
      default -> new Answer.Unknown("[" + String.join(", ", missing) + "]");
    };
  }

  private static boolean projects(ObjectNode volume, String audience) {
    return PodReferences.projectedInto(volume)
        .filter(source -> source.has("serviceAccountToken"))
        .anyMatch(source -> Tree.text(source, "/serviceAccountToken/audience").equals(audience));
  }

  /** The driver of a volume; empty when it has none. */
  private String driver(ObjectNode pod, ObjectNode volume) throws Missing {
    var claim = PodReferences.claim(pod, volume);
    return claim.isEmpty()
        ? driverOf(volume)
        : ofClaim(Tree.text(pod, "/metadata/namespace"), claim);
  }

  private String ofClaim(String namespace, String name) throws Missing {
    var claim =
        lookup
            .cached(CLAIMS, namespace, name)
            .orElseThrow(() -> new Missing("persistentvolumeclaim", name));
    var volume = Tree.text(claim, "/spec/volumeName");
    return driverOf(
        lookup
            .cached(VOLUMES, "", volume)
            .orElseThrow(() -> new Missing("persistentvolume", volume))
            .path("spec"));
  }

  private static String driverOf(JsonNode source) {
    return source.has("csi")
        ? Tree.text(source, "/csi/driver")
        : MIGRATED.entrySet().stream()
            .filter(old -> source.has(old.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
  }

  private boolean asks(String driver, String audience) throws Missing {
    if (driver.isEmpty()) {
      return false;
    }
    var known =
        lookup
            .cached(DRIVERS, "", driver)
            .orElseThrow(() -> new Missing("csidriver.storage.k8s.io", driver));
    return Tree.objects(known.path("spec"), "tokenRequests").stream()
        .anyMatch(request -> Tree.text(request, "/audience").equals(audience));
  }
}
