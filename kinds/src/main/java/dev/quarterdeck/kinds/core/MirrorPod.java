package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mirror pod: a node agent shows a pod that it reads from a file by it. Its containers run
 * already, so it needs nothing from the API, and must not give its node access to anything there.
 */
public final class MirrorPod {

  private static final String ANNOTATION = PodEphemeral.MIRROR;

  private static final Set<String> PLAIN_VOLUMES =
      Set.of(
          "awsElasticBlockStore",
          "azureDisk",
          "cephfs",
          "cinder",
          "downwardAPI",
          "emptyDir",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "gitRepo",
          "hostPath",
          "image",
          "iscsi",
          "nfs",
          "photonPersistentDisk",
          "portworxVolume",
          "quobyte",
          "rbd",
          "scaleIO",
          "storageos",
          "vsphereVolume");

  /** Volumes that need the API, and what of it, in Kubernetes' words. */
  private static final Map<String, String> VOLUMES =
      Map.of(
          "configMap", "configmaps (via configmap volumes)",
          "secret", "secrets (via secret volumes)",
          "csi", "csidrivers (via CSI volumes)",
          "glusterfs", "endpoints (via glusterFS volumes)",
          "persistentVolumeClaim", "persistentvolumeclaims",
          "ephemeral", "persistentvolumeclaims (via ephemeral volumes)",
          "azureFile", "secrets (via azureFile volumes)");

  private static final Map<String, String> PROJECTIONS =
      Map.of(
          "configMap", "configmaps (via projected volumes)",
          "secret", "secrets (via projected volumes)",
          "serviceAccountToken", "serviceaccounts (via projected volumes)",
          "clusterTrustBundle", "clustertrustbundles",
          "podCertificate", "podcertificates");

  private MirrorPod() {}

  /** Whether the pod is one. */
  public static boolean is(ObjectNode pod) {
    return pod.path("metadata").path("annotations").has(ANNOTATION);
  }

  /**
   * What the pod needs of the API, in Kubernetes' words; empty when it needs nothing.
   *
   * @throws IllegalArgumentException for a volume of unknown type
   */
  public static Optional<String> reference(JsonNode spec) {
    if (!Tree.text(spec, "/serviceAccountName").isEmpty()) {
      return Optional.of("serviceaccounts");
    }
    if (PodReferences.secrets(spec).findAny().isPresent()) {
      return Optional.of("secrets");
    }
    if (PodReferences.configMaps(spec).findAny().isPresent()) {
      return Optional.of("configmaps");
    }
    if (!spec.path("resourceClaims").isEmpty()) {
      return Optional.of("resourceclaims");
    }
    return PodReferences.volumes(spec).flatMap(volume -> ofVolume(volume).stream()).findFirst();
  }

  private static Optional<String> ofVolume(ObjectNode volume) {
    if (volume.has("projected")) {
      return PodReferences.projectedInto(volume)
          .flatMap(source -> ofProjection(volume, source).stream())
          .findFirst();
    }
    var found = first(volume, VOLUMES);
    if (found.isEmpty() && PLAIN_VOLUMES.stream().noneMatch(volume::has)) {
      throw new IllegalArgumentException(
          "unknown volume type for volume  \"%s\"".formatted(Tree.text(volume, "/name")));
    }
    return found;
  }

  private static Optional<String> ofProjection(ObjectNode volume, ObjectNode source) {
    var found = first(source, PROJECTIONS);
    if (found.isEmpty() && !source.has("downwardAPI")) {
      throw new IllegalArgumentException(
          "unknown source for projected volume \"%s\"".formatted(Tree.text(volume, "/name")));
    }
    return found;
  }

  private static Optional<String> first(ObjectNode node, Map<String, String> words) {
    return words.entrySet().stream()
        .filter(entry -> node.has(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
