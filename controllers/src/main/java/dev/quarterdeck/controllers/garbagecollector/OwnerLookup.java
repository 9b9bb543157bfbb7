package dev.quarterdeck.controllers.garbagecollector;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarterdeck.controllers.garbagecollector.GarbagePlan.Owner;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.HashMap;
import java.util.Map;

/** Finds out the state of an object's owners; asks the server where the graph may be behind. */
final class OwnerLookup {

  private static final int REMEMBERED = 500;

  private record Place(String namespace, String uid) {}

  private final Api api;
  private final Graph graph;

  /** Owners that do not exist, by the server's answer. A uid is never used again. */
  private final Cache<Place, Boolean> absent =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  OwnerLookup(Api api, Graph graph) {
    this.api = api;
    this.graph = graph;
  }

  /**
   * Whether the graph alone shows that all owners exist and stay: then nothing need be asked.
   *
   * @param namespace of the dependent, empty when it is cluster-scoped
   */
  boolean allKnown(ObjectMeta object, String namespace) {
    return object.getOwnerReferences().stream().allMatch(owner -> isKnown(owner, namespace));
  }

  private boolean isKnown(OwnerReference owner, String namespace) {
    return graph
        .byUid(owner.getUid())
        .filter(entry -> entry.metadata().getName().equals(owner.getName()))
        .filter(entry -> entry.resource().kind().equals(owner.getKind()))
        // An owner in another namespace is no owner, whatever its uid.
        .filter(
            entry ->
                !entry.resource().namespaced() || namespace.equals(entry.id().key().namespace()))
        .filter(entry -> !GarbagePlan.isDeletingDependents(entry.metadata()))
        .isPresent();
  }

  /**
   * The state of each owner by uid, from the server.
   *
   * @throws UnknownOwnerKind when an owner's kind is not served, so that nothing can be said
   */
  Map<String, Owner> states(ObjectMeta object, String namespace) throws InterruptedException {
    var states = new HashMap<String, Owner>();
    for (var owner : object.getOwnerReferences()) {
      states.put(owner.getUid(), state(owner, namespace));
    }
    return states;
  }

  private Owner state(OwnerReference owner, String namespace) throws InterruptedException {
    var place = new Place(namespace, owner.getUid());
    if (absent.getIfPresent(place) != null) {
      return Owner.ABSENT;
    }
    var resource = graph.resourceOf(owner).orElseThrow(() -> new UnknownOwnerKind(owner));
    if (resource.namespaced() && namespace.isEmpty()) {
      throw new UnknownOwnerKind(owner); // A cluster-scoped object cannot say in which namespace.
    }
    var key = new ObjectKey(resource.namespaced() ? namespace : "", owner.getName());
    var live = api.get(resource.resource(), key).map(tree -> tree.path("metadata"));
    if (live.isEmpty() || !owner.getUid().equals(live.get().path("uid").asText())) {
      absent.put(place, true);
      return Owner.ABSENT;
    }
    var waiting =
        live.get().has("deletionTimestamp")
            && contains(live.get().path("finalizers"), GarbagePlan.FOREGROUND);
    return waiting ? Owner.WAITING : Owner.PRESENT;
  }

  private static boolean contains(JsonNode array, String text) {
    for (var element : array) {
      if (text.equals(element.asText())) {
        return true;
      }
    }
    return false;
  }

  /** The owner's kind is not served, so that its state cannot be found out. */
  static final class UnknownOwnerKind extends RuntimeException {
    UnknownOwnerKind(OwnerReference owner) {
      super(
          "no resource is known for owner %s %s %s"
              .formatted(owner.getApiVersion(), owner.getKind(), owner.getName()),
          null,
          false,
          false);
    }
  }
}
