package dev.quarterdeck.controllers.garbagecollector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.garbagecollector.GarbagePlan.Decision;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes an object whose owners are gone, and finishes the deletion of one that has dependents.
 */
final class GarbageReconciler implements Reconciler<ObjectId> {

  private static final Logger LOG = LoggerFactory.getLogger(GarbageReconciler.class);
  private static final Duration UNKNOWN_KIND = Duration.ofSeconds(30);
  private static final Duration GRAPH_INCOMPLETE = Duration.ofSeconds(5);

  private final Api api;
  private final Graph graph;
  private final OwnerLookup owners;
  private final Consumer<ObjectId> enqueue;

  /**
   * @param enqueue adds another object to the queue
   */
  GarbageReconciler(Api api, Graph graph, Consumer<ObjectId> enqueue) {
    this.api = api;
    this.graph = graph;
    this.owners = new OwnerLookup(api, graph);
    this.enqueue = enqueue;
  }

  @Override
  public Result reconcile(ObjectId id) throws Exception {
    var known = graph.byUid(id.uid());
    if (known.isPresent()
        && known.get().metadata().getDeletionTimestamp() == null
        && owners.allKnown(known.get().metadata(), id.key().namespace())) {
      return Result.done();
    }
    var live = live(id);
    if (live.isEmpty()) {
      return Result.done();
    }
    var object = live.get();
    if (GarbagePlan.isOrphaning(object)) {
      return orphanDependents(id, object);
    } else if (GarbagePlan.isDeletingDependents(object)) {
      deleteDependents(id, object);
    } else if (object.getDeletionTimestamp() == null) {
      return collect(id, object);
    }
    return Result.done();
  }

  private Optional<ObjectMeta> live(ObjectId id) throws InterruptedException {
    return api.get(id.resource(), id.key())
        .map(tree -> read((ObjectNode) tree.path("metadata")))
        .filter(metadata -> metadata.getUid().equals(id.uid()));
  }

  private static ObjectMeta read(ObjectNode tree) {
    try {
      return Json.mapper().treeToValue(tree, ObjectMeta.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server sent malformed metadata", e);
    }
  }

  private Result collect(ObjectId id, ObjectMeta object) throws InterruptedException {
    if (object.getOwnerReferences().isEmpty()) {
      return Result.done();
    }
    try {
      var states = owners.states(object, id.key().namespace());
      var dependents = graph.dependents(id.uid());
      var wait = dependents.stream().anyMatch(d -> GarbagePlan.isDeletingDependents(d.metadata()));
      apply(id, object, GarbagePlan.next(object, states, !dependents.isEmpty(), wait));
      return Result.done();
    } catch (OwnerLookup.UnknownOwnerKind e) {
      LOG.info("not collected object={} error=\"{}\"", id, e.getMessage());
      return Result.requeueAfter(UNKNOWN_KIND);
    }
  }

  private void apply(ObjectId id, ObjectMeta object, Decision decision)
      throws InterruptedException {
    switch (decision) {
      case Decision.Keep() -> {}
      case Decision.DropOwners(var uids) -> {
        LOG.info("drop owners object={} uids={}", id, uids);
        setOwners(id, object, GarbagePlan.without(object.getOwnerReferences(), uids));
      }
      case Decision.Delete(var propagation, var unblock) -> {
        var version = object.getResourceVersion();
        if (unblock) {
          version = setOwners(id, object, unblocking(object)).orElse(version);
        }
        delete(id, Deletion.of(id.uid()).withPropagation(propagation).withResourceVersion(version));
      }
    }
  }

  private static List<OwnerReference> unblocking(ObjectMeta object) {
    return object.getOwnerReferences().stream()
        .map(o -> new OwnerReferenceBuilder(o).withBlockOwnerDeletion(false).build())
        .toList();
  }

  private void delete(ObjectId id, Deletion deletion) throws InterruptedException {
    LOG.info("delete object={} propagation={}", id, deletion.propagation());
    api.delete(id.resource(), id.key(), deletion);
  }

  /** Foreground: the object goes when no dependent that blocks it is left. */
  private void deleteDependents(ObjectId id, ObjectMeta object) throws InterruptedException {
    var dependents = graph.dependents(id.uid());
    var blocking =
        dependents.stream().filter(d -> GarbagePlan.blocks(d.metadata(), id.uid())).toList();
    if (blocking.isEmpty()) {
      LOG.info("dependents are gone object={}", id);
      dropFinalizer(id, object, GarbagePlan.FOREGROUND);
      return;
    }
    dependents.stream()
        .filter(d -> !GarbagePlan.isDeletingDependents(d.metadata()))
        .map(Graph.Entry::id)
        .forEach(enqueue);
  }

  private Result orphanDependents(ObjectId id, ObjectMeta object) throws InterruptedException {
    if (!graph.isSynced()) {
      // A dependent that is not known yet would be deleted later, which was not asked for.
      LOG.info("orphans wait until the graph is synced object={}", id);
      return Result.requeueAfter(GRAPH_INCOMPLETE);
    }
    for (var dependent : graph.dependents(id.uid())) {
      var live = live(dependent.id());
      if (live.isPresent()) {
        var kept = GarbagePlan.without(live.get().getOwnerReferences(), List.of(id.uid()));
        setOwners(dependent.id(), live.get(), kept);
      }
    }
    LOG.info("dependents are orphans object={}", id);
    dropFinalizer(id, object, GarbagePlan.ORPHAN);
    return Result.done();
  }

  /** The object's version after the write; empty when it is gone. */
  private Optional<String> setOwners(ObjectId id, ObjectMeta object, List<OwnerReference> kept)
      throws InterruptedException {
    var patch = patch(id, object);
    patch.withObject("/metadata").set("ownerReferences", Json.mapper().valueToTree(kept));
    return write(id, patch);
  }

  private void dropFinalizer(ObjectId id, ObjectMeta object, String finalizer)
      throws InterruptedException {
    var kept = object.getFinalizers().stream().filter(f -> !f.equals(finalizer)).toList();
    var patch = patch(id, object);
    patch.withObject("/metadata").set("finalizers", Json.mapper().valueToTree(kept));
    write(id, patch);
  }

  private static ObjectNode patch(ObjectId id, ObjectMeta object) {
    var patch = Json.object();
    patch
        .withObject("/metadata")
        .put("uid", id.uid())
        .put("resourceVersion", object.getResourceVersion());
    return patch;
  }

  private Optional<String> write(ObjectId id, ObjectNode patch) throws InterruptedException {
    try {
      var written = api.patch(id.resource(), id.key(), "", patch);
      return Optional.of(written.at("/metadata/resourceVersion").asText());
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
