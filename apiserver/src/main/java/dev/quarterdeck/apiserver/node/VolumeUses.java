package dev.quarterdeck.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a PersistentVolume lets the nodes read that its claim's pods run on.
 *
 * @param claim the PersistentVolumeClaim it is bound to
 * @param secrets those that a node agent needs to mount it
 */
record VolumeUses(ObjectKey claim, List<ObjectKey> secrets) {

  /** Where volumes name Secrets that node agents read. */
  private static final List<String> SECRETS =
      List.of(
          "/cephfs/secretRef",
          "/cinder/secretRef",
          "/flexVolume/secretRef",
          "/rbd/secretRef",
          "/scaleIO/secretRef",
          "/iscsi/secretRef",
          "/storageos/secretRef",
          "/csi/nodePublishSecretRef",
          "/csi/nodeStageSecretRef",
          "/csi/nodeExpandSecretRef");

  /** These have always named the namespace themselves; for others it is the claim's by default. */
  private static final List<String> NAMESPACED = List.of("/cinder", "/storageos", "/csi");

  /** Empty for a volume that is bound to no claim. */
  static Optional<VolumeUses> of(ObjectNode volume) {
    var spec = volume.path("spec");
    var reference = spec.path("claimRef");
    if (!reference.isObject()) {
      return Optional.empty();
    }
    var claim = new ObjectKey(Tree.text(reference, "/namespace"), Tree.text(reference, "/name"));
    return Optional.of(new VolumeUses(claim, secrets(spec, claim.namespace())));
  }

  private static List<ObjectKey> secrets(JsonNode spec, String namespace) {
    var found = new ArrayList<ObjectKey>();
    for (var at : SECRETS) {
      var otherwise = NAMESPACED.stream().anyMatch(at::startsWith) ? "" : namespace;
      add(found, spec.at(at), "/namespace", "/name", otherwise);
    }
    add(found, spec.path("azureFile"), "/secretNamespace", "/secretName", namespace);
    return List.copyOf(found);
  }

  private static void add(
      List<ObjectKey> found, JsonNode at, String namespaceAt, String nameAt, String otherwise) {
    var name = Tree.text(at, nameAt);
    if (!name.isEmpty()) {
      var namespace = Tree.text(at, namespaceAt);
      found.add(new ObjectKey(namespace.isEmpty() ? otherwise : namespace, name));
    }
  }
}
