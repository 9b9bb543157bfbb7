package dev.quarterdeck.controllers.garbagecollector;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.controllers.discovery.Discovery;
import dev.quarterdeck.controllers.discovery.ServedResource;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.Workshop;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.time.Duration;
import java.util.HashSet;

/**
 * Deletes what no longer has an owner, over all resources the server serves (<a
 * href="https://kubernetes.io/docs/concepts/architecture/garbage-collection/">Garbage
 * Collection</a>).
 */
public final class GarbageCollector implements Controller {

  private static final String NAME = "garbagecollector";

  private final Discovery discovery;
  private final Graph graph;
  private final WorkQueue<ObjectId> queue;
  private final ReconcileLoop<ObjectId> loop;
  private final Ticker ticker;
  private volatile boolean working;

  /**
   * @param rediscovery how often to ask which resources are served, usually 30 s
   */
  public GarbageCollector(Workshop workshop, Duration rediscovery) {
    discovery = new Discovery(workshop.api());
    queue = new WorkQueue<>(NAME, workshop.time(), workshop.meters());
    graph = new Graph(workshop.api().client(), workshop.time(), this::changed);
    var reconciler = new GarbageReconciler(workshop.api(), graph, queue::add);
    loop =
        new ReconcileLoop<>(
            NAME, queue, workshop.workers(), reconciler, workshop.time(), workshop.meters());
    ticker = new Ticker("garbagecollector-discovery", rediscovery, workshop.time(), this::discover);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    ticker.start();
  }

  @Override
  public void close() {
    ticker.close();
    if (working) {
      loop.close();
    }
    graph.close();
  }

  private void discover() throws InterruptedException {
    graph.follow(discovery.find());
    if (!working && graph.isSynced()) {
      // Before the graph is whole, an object's owner may merely not have been heard of.
      working = true;
      loop.start();
    }
  }

  private void changed(ServedResource resource, Change<PartialObjectMetadata> change) {
    var metadata = change.object().getMetadata();
    switch (change) {
      case Change.Added<PartialObjectMetadata> _ -> look(resource, metadata);
      case Change.Updated<PartialObjectMetadata>(var before, var after) -> {
        if (isWorthALook(before.getMetadata(), after.getMetadata())) {
          look(resource, after.getMetadata());
        }
        wakeFormerOwners(before.getMetadata(), after.getMetadata());
      }
      case Change.Deleted<PartialObjectMetadata> _ -> {
        graph.dependents(metadata.getUid()).forEach(dependent -> queue.add(dependent.id()));
        metadata.getOwnerReferences().forEach(this::wakeIfWaiting);
      }
    }
  }

  private void look(ServedResource resource, ObjectMeta metadata) {
    var going = metadata.getDeletionTimestamp() != null;
    var waiting = GarbagePlan.isDeletingDependents(metadata) || GarbagePlan.isOrphaning(metadata);
    if (waiting || (!going && !metadata.getOwnerReferences().isEmpty())) {
      queue.add(new Graph.Entry(resource, metadata).id());
    }
  }

  private static boolean isWorthALook(ObjectMeta before, ObjectMeta after) {
    return !before.getOwnerReferences().equals(after.getOwnerReferences())
        || !before.getFinalizers().equals(after.getFinalizers())
        || (before.getDeletionTimestamp() == null) != (after.getDeletionTimestamp() == null);
  }

  /** An owner that waits for its dependents may have lost its last one. */
  private void wakeFormerOwners(ObjectMeta before, ObjectMeta after) {
    if (!before.getOwnerReferences().equals(after.getOwnerReferences())) {
      var left = new HashSet<>(before.getOwnerReferences());
      left.removeAll(after.getOwnerReferences());
      left.forEach(this::wakeIfWaiting);
    }
  }

  private void wakeIfWaiting(OwnerReference owner) {
    graph
        .byUid(owner.getUid())
        .filter(entry -> GarbagePlan.isDeletingDependents(entry.metadata()))
        .ifPresent(entry -> queue.add(entry.id()));
  }
}
