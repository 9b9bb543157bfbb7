package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.List;
import java.util.stream.Stream;

/** The names of the objects that a pod uses, all of its own namespace; some may come twice. */
public final class PodReferences {

  private static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");

  /** Where each kind of volume names its Secret. */
  private static final List<String> VOLUME_SECRETS =
      List.of(
          "/azureFile/secretName",
          "/cephfs/secretRef/name",
          "/cinder/secretRef/name",
          "/csi/nodePublishSecretRef/name",
          "/flexVolume/secretRef/name",
          "/iscsi/secretRef/name",
          "/rbd/secretRef/name",
          "/scaleIO/secretRef/name",
          "/secret/secretName",
          "/storageos/secretRef/name");

  private PodReferences() {}

  /** The Secrets that its containers, volumes and image pulls take. */
  public static Stream<String> secrets(JsonNode spec) {
    return Stream.of(
            names(Tree.objects(spec, "imagePullSecrets").stream(), "/name"),
            fromEnvironments(spec, "secretRef", "secretKeyRef"),
            VOLUME_SECRETS.stream().flatMap(at -> names(volumes(spec), at)),
            names(projections(spec), "/secret/name"))
        .flatMap(names -> names);
  }

  /** The ConfigMaps that its containers and volumes take. */
  public static Stream<String> configMaps(JsonNode spec) {
    return Stream.of(
            fromEnvironments(spec, "configMapRef", "configMapKeyRef"),
            names(volumes(spec), "/configMap/name"),
            names(projections(spec), "/configMap/name"))
        .flatMap(names -> names);
  }

  /** The PersistentVolumeClaims of its volumes, those made for it included. */
  public static Stream<String> claims(ObjectNode pod) {
    return volumes(pod.path("spec"))
        .map(volume -> claim(pod, volume))
        .filter(claim -> !claim.isEmpty());
  }

  /** The PersistentVolumeClaim of one volume of the pod; empty when it has none. */
  public static String claim(ObjectNode pod, JsonNode volume) {
    return volume.path("ephemeral").has("volumeClaimTemplate")
        ? Tree.text(pod, "/metadata/name") + "-" + Tree.text(volume, "/name")
        : Tree.text(volume, "/persistentVolumeClaim/claimName");
  }

  /** The ResourceClaims that it names, and those that its status says were made for it. */
  public static Stream<String> resourceClaims(ObjectNode pod) {
    var named = Tree.objects(pod.path("spec"), "resourceClaims").stream();
    var made = Tree.objects(pod.path("status"), "resourceClaimStatuses").stream();
    var extended = Tree.text(pod, "/status/extendedResourceClaimStatus/resourceClaimName");
    return Stream.of(
            names(named, "/resourceClaimName"),
            names(made, "/resourceClaimName"),
            Stream.of(extended).filter(name -> !name.isEmpty()))
        .flatMap(names -> names);
  }

  static Stream<ObjectNode> volumes(JsonNode spec) {
    return Tree.objects(spec, "volumes").stream();
  }

  private static Stream<ObjectNode> projections(JsonNode spec) {
    return volumes(spec).flatMap(PodReferences::projectedInto);
  }

  /** What a projected volume is made of; empty for another one. */
  public static Stream<ObjectNode> projectedInto(JsonNode volume) {
    return Tree.objects(volume.path("projected"), "sources").stream();
  }

  private static Stream<String> fromEnvironments(JsonNode spec, String whole, String key) {
    var containers =
        CONTAINERS.stream().flatMap(list -> Tree.objects(spec, list).stream()).toList();
    return Stream.concat(
        names(from(containers, "envFrom"), "/" + whole + "/name"),
        names(from(containers, "env"), "/valueFrom/" + key + "/name"));
  }

  private static Stream<ObjectNode> from(List<ObjectNode> containers, String list) {
    return containers.stream().flatMap(container -> Tree.objects(container, list).stream());
  }

  private static Stream<String> names(Stream<ObjectNode> owners, String pointer) {
    return owners.map(owner -> Tree.text(owner, pointer)).filter(name -> !name.isEmpty());
  }
}
