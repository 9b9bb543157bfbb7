package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Expectations;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Queues the objects of a {@link ReplicaKind} that change or whose pods change. */
public final class ReplicaSetController<T extends HasMetadata> extends QueueController<ObjectKey> {

  private final ReplicaKind<T> kind;
  private final SharedInformer<T> replicaSets;
  private final Expectations expectations;

  public ReplicaSetController(ControllerContext context, ReplicaKind<T> kind) {
    var expectations = new Expectations(context.time());
    super(context, kind.queue(), new ReplicaSetReconciler<>(context, kind, expectations));
    this.kind = kind;
    this.expectations = expectations;
    replicaSets = context.informer(kind.objects());
    replicaSets.onChange(change -> queue.add(ObjectKey.of(change.object())));
    context.informer(InformerSpecs.PODS).onChange(this::podChanged);
  }

  private void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> added(pod);
      case Change.Updated<Pod>(var before, var after) -> updated(before, after);
      case Change.Deleted<Pod>(var pod) -> gone(pod);
    }
  }

  private void added(Pod pod) {
    if (PodFacts.isTerminating(pod)) {
      gone(pod);
      return;
    }
    var owner = owner(pod);
    if (owner.isPresent()) {
      expectations.creationSeen(owner.get());
      queue.add(owner.get());
    } else {
      offerOrphan(pod);
    }
  }

  private void updated(Pod before, Pod after) {
    if (PodFacts.isTerminating(after) && !PodFacts.isTerminating(before)) {
      // From now on the pod does not count, whatever its grace period.
      gone(after);
    }
    var previous = owner(before);
    var owner = owner(after);
    if (!previous.equals(owner)) {
      previous.ifPresent(queue::add);
    }
    if (owner.isPresent()) {
      queue.add(owner.get());
    } else if (!previous.equals(owner) || !labels(before).equals(labels(after))) {
      offerOrphan(after);
    }
  }

  private void gone(Pod pod) {
    owner(pod)
        .ifPresent(
            key -> {
              expectations.deletionSeen(key, pod.getMetadata().getUid());
              queue.add(key);
            });
  }

  /** Queues the replica sets that select a pod without a controller: one of them may adopt it. */
  private void offerOrphan(Pod pod) {
    if (Owners.controllerOf(pod).isPresent()) {
      return;
    }
    var labels = pod.getMetadata().getLabels();
    for (var set : replicaSets.store().inNamespace(pod.getMetadata().getNamespace())) {
      if (LabelSelector.of(kind.view().apply(set).getSpec().getSelector()).matches(labels)) {
        queue.add(ObjectKey.of(set));
      }
    }
  }

  /** The replica set that controls the pod; one of the same name but another uid does not. */
  private Optional<ObjectKey> owner(Pod pod) {
    return Owners.controllerOf(pod)
        .filter(o -> kind.kind().equals(o.getKind()))
        .map(
            o ->
                new Reference(
                    new ObjectKey(pod.getMetadata().getNamespace(), o.getName()), o.getUid()))
        .filter(this::isKnown)
        .map(Reference::key);
  }

  private record Reference(ObjectKey key, String uid) {}

  private boolean isKnown(Reference reference) {
    return replicaSets
        .store()
        .get(reference.key())
        .map(HasMetadata::getMetadata)
        .filter(metadata -> metadata.getUid().equals(reference.uid()))
        .isPresent();
  }

  private static Object labels(Pod pod) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
  }
}
