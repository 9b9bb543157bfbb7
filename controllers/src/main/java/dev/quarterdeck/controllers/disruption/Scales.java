package dev.quarterdeck.controllers.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.controllers.discovery.Discovery;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Finds how many pods the controllers of pods want: replica sets and their deployments in the
 * informers, all others by their {@code scale} subresource.
 */
final class Scales {

  /**
   * What was found.
   *
   * @param pods how many pods all controllers together want
   * @param unmanaged pods that have no controller
   */
  record Found(int pods, List<Pod> unmanaged) {}

  /** It cannot be known how many pods a controller wants; the message says why. */
  static final class UnknownScale extends Exception {
    UnknownScale(String message) {
      super(message, null, false, false);
    }
  }

  private record Scale(String uid, int replicas) {}

  private final Api api;
  private final SharedInformer<ReplicaSet> replicaSets;
  private final SharedInformer<Deployment> deployments;

  Scales(ControllerContext context) {
    api = context.api();
    replicaSets = context.informer(InformerSpecs.REPLICA_SETS);
    deployments = context.informer(InformerSpecs.DEPLOYMENTS);
  }

  Found of(Collection<Pod> pods) throws UnknownScale, InterruptedException {
    var scales = new HashMap<String, Integer>();
    var asked = new HashMap<String, Scale>();
    var unmanaged = new ArrayList<Pod>();
    for (var pod : pods) {
      var owner = Owners.controllerOf(pod);
      if (owner.isEmpty()) {
        unmanaged.add(pod);
      } else if (!asked.containsKey(owner.get().getUid())) {
        var scale =
            scale(pod.getMetadata().getNamespace(), owner.get())
                .orElseThrow(
                    () ->
                        new UnknownScale(
                            "found no controllers for pod \"%s\""
                                .formatted(pod.getMetadata().getName())));
        asked.put(owner.get().getUid(), scale);
        scales.put(scale.uid, scale.replicas);
      }
    }
    return new Found(scales.values().stream().mapToInt(Integer::intValue).sum(), unmanaged);
  }

  private Optional<Scale> scale(String namespace, OwnerReference owner)
      throws UnknownScale, InterruptedException {
    var known =
        isOf(owner, "ReplicaSet")
            ? known(replicaSets, namespace, owner).flatMap(set -> ofReplicaSet(namespace, set))
            : Optional.<Scale>empty();
    return known.isPresent() ? known : asked(namespace, owner);
  }

  /** A deployment's number counts for all of its replica sets. */
  private Optional<Scale> ofReplicaSet(String namespace, ReplicaSet set) {
    var owner = Owners.controllerOf(set).filter(o -> isOf(o, "Deployment"));
    return owner.isEmpty()
        ? Optional.of(new Scale(uid(set), orOne(set.getSpec().getReplicas())))
        : known(deployments, namespace, owner.get())
            .map(deployment -> new Scale(uid(deployment), orOne(replicas(deployment))));
  }

  private static Integer replicas(Deployment deployment) {
    return deployment.getSpec().getReplicas();
  }

  private static boolean isOf(OwnerReference owner, String kind) {
    return kind.equals(owner.getKind()) && owner.getApiVersion().startsWith("apps/");
  }

  private static <T extends HasMetadata> Optional<T> known(
      SharedInformer<T> informer, String namespace, OwnerReference owner) {
    return informer
        .store()
        .get(new ObjectKey(namespace, owner.getName()))
        .filter(object -> uid(object).equals(owner.getUid()));
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  private static int orOne(Integer replicas) {
    return replicas == null ? 1 : replicas;
  }

  private Optional<Scale> asked(String namespace, OwnerReference owner)
      throws UnknownScale, InterruptedException {
    var served = served(owner);
    var resource =
        name(served, owner)
            .map(name -> Discovery.resource(owner.getApiVersion(), name))
            .orElseThrow(() -> new UnknownScale(noMatch(owner)));
    if (!hasScale(served, resource)) {
      throw new UnknownScale(
          resource.groupResource() + " does not implement the scale subresource");
    }
    return scale(resource, new ObjectKey(namespace, owner.getName()))
        .filter(scale -> scale.uid.equals(owner.getUid()));
  }

  private static String noMatch(OwnerReference owner) {
    return "no matches for kind \"%s\" in version \"%s\""
        .formatted(owner.getKind(), owner.getApiVersion());
  }

  private JsonNode served(OwnerReference owner) throws UnknownScale, InterruptedException {
    try {
      return api.get(Discovery.resource(owner.getApiVersion(), "").rootPath()).path("resources");
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        throw new UnknownScale(noMatch(owner));
      }
      throw e;
    }
  }

  private static Optional<String> name(JsonNode served, OwnerReference owner) {
    for (var resource : served) {
      var name = resource.path("name").asText();
      if (resource.path("kind").asText().equals(owner.getKind()) && !name.contains("/")) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static boolean hasScale(JsonNode served, GroupVersionResource resource) {
    for (var other : served) {
      if (other.path("name").asText().equals(resource.resource() + "/scale")) {
        return true;
      }
    }
    return false;
  }

  private Optional<Scale> scale(GroupVersionResource resource, ObjectKey key)
      throws InterruptedException {
    return api.get(resource, key, "scale")
        .map(
            scale ->
                new Scale(
                    scale.path("metadata").path("uid").asText(),
                    scale.path("spec").path("replicas").asInt(0)));
  }
}
