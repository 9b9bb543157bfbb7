package dev.quarterdeck.controllers.garbagecollector;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.discovery.Discovery;
import dev.quarterdeck.controllers.discovery.ServedResource;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.QueueController;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;

/**
 * Deletes objects whose owners are gone, over all resources that the server serves (<a
 * href="https://kubernetes.io/docs/concepts/architecture/garbage-collection/">Garbage
 * Collection</a>).
 */
public final class GarbageCollector extends QueueController<ObjectId> {

  private final Discovery discovery;
  private final Graph graph;
  private final Ticker ticker;
  private boolean working; // the ticker's alone

  /**
   * @param rediscovery how often to ask which resources are served, usually 30 s
   */
  public GarbageCollector(ControllerContext context, Duration rediscovery) {
    var graph = new Graph(context.api().client(), context.time());
    var queue = QueueController.<ObjectId>queue(context, "garbage_collector_attempt_to_delete");
    var reconciler = new GarbageReconciler(context.api(), graph, queue::add);
    super(context, queue, context.workers(), reconciler);
    this.graph = graph;
    discovery = new Discovery(context.api());
    ticker = new Ticker("garbage-collector-discovery", rediscovery, context.time(), this::discover);
  }

  @Override
  public void start() {
    ticker.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return ticker.failure().or(super::failure);
  }

  @Override
  public void close() {
    ticker.close();
    super.close();
    graph.close();
  }

  /** The first round waits for the graph, for a limited time, before the workers start. */
  private void discover() throws InterruptedException {
    graph.follow(discovery.find(), this::changed);
    if (!working) {
      working = true;
      super.start();
    }
  }

  private void changed(ServedResource resource, Change<PartialObjectMetadata> change) {
    var metadata = change.object().getMetadata();
    switch (change) {
      case Change.Added<PartialObjectMetadata> _ -> enqueueIfDue(resource, metadata);
      case Change.Updated<PartialObjectMetadata>(var before, var after) -> {
        if (ownershipChanged(before.getMetadata(), after.getMetadata())) {
          enqueueIfDue(resource, after.getMetadata());
        }
        enqueueFormerOwners(before.getMetadata(), after.getMetadata());
      }
      case Change.Deleted<PartialObjectMetadata> _ -> {
        graph.dependents(metadata.getUid()).forEach(dependent -> queue.add(dependent.id()));
        metadata.getOwnerReferences().forEach(this::enqueueIfWaiting);
      }
    }
  }

  private void enqueueIfDue(ServedResource resource, ObjectMeta metadata) {
    var going = metadata.getDeletionTimestamp() != null;
    var waiting = GarbagePlan.isDeletingDependents(metadata) || GarbagePlan.isOrphaning(metadata);
    if (waiting || (!going && !metadata.getOwnerReferences().isEmpty())) {
      queue.add(new Graph.Entry(resource, metadata).id());
    }
  }

  private static boolean ownershipChanged(ObjectMeta before, ObjectMeta after) {
    return !before.getOwnerReferences().equals(after.getOwnerReferences())
        || !before.getFinalizers().equals(after.getFinalizers())
        || (before.getDeletionTimestamp() == null) != (after.getDeletionTimestamp() == null);
  }

  /** Queues former owners, which may have lost their last dependent. */
  private void enqueueFormerOwners(ObjectMeta before, ObjectMeta after) {
    if (!before.getOwnerReferences().equals(after.getOwnerReferences())) {
      var left = new HashSet<>(before.getOwnerReferences());
      left.removeAll(after.getOwnerReferences());
      left.forEach(this::enqueueIfWaiting);
    }
  }

  private void enqueueIfWaiting(OwnerReference owner) {
    graph
        .byUid(owner.getUid())
        .filter(entry -> GarbagePlan.isDeletingDependents(entry.metadata()))
        .ifPresent(entry -> queue.add(entry.id()));
  }
}
