package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.replicaset.ReplicaSetPlan.PodChange;
import dev.quarterdeck.controllers.replicaset.ReplicaSetStatusPlan.Failure;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Claims;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Expectations;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps a replica set's pods at the number it asks for, and its status up to date. */
final class ReplicaSetReconciler<T extends HasMetadata> implements Reconciler<ObjectKey> {

  private final Api api;
  private final Time time;
  private final ReplicaKind<T> kind;
  private final SharedInformer<T> replicaSets;
  private final SharedInformer<Pod> pods;
  private final Expectations expectations;
  private final Claims claims;
  private final PodControl podControl;

  ReplicaSetReconciler(ControllerContext context, ReplicaKind<T> kind, Expectations expectations) {
    this.kind = kind;
    this.expectations = expectations;
    api = context.api();
    time = context.time();
    replicaSets = context.informer(kind.objects());
    pods = context.informer(InformerSpecs.PODS);
    claims = new Claims(api, kind.resource(), WrittenResources.PODS);
    podControl = new PodControl(api, expectations, context.recorder(kind.eventSource()));
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var found = replicaSets.store().get(key).map(kind.view());
    if (found.isEmpty()) {
      expectations.forget(key);
      return Result.done();
    }
    var set = found.get();
    // Asked before the pods are read: pods that are seen later may not be among those read.
    var current = expectations.areMet(key);
    var own = claim(set);
    var active = own.stream().filter(PodFacts::isActive).toList();
    var failure = Optional.<Exception>empty();
    if (current && !Owners.isTerminating(set)) {
      failure = apply(set, ReplicaSetPlan.next(set, active, related(set), time.instant()));
    }
    writeStatus(set, own, active, failure);
    if (failure.isPresent()) {
      throw failure.get();
    }
    return ReplicaSetStatusPlan.checkAfter(set, active, time.instant())
        .map(Result::requeueAfter)
        .orElseGet(Result::done);
  }

  private List<Pod> claim(ReplicaSet set) throws InterruptedException {
    var store = pods.store();
    var candidates =
        new ArrayList<>(store.byIndex(InformerSpecs.CONTROLLER_INDEX, set.getMetadata().getUid()));
    for (var orphan : store.byIndex(InformerSpecs.ORPHAN_INDEX, set.getMetadata().getNamespace())) {
      if (!PodFacts.isFinished(orphan)) {
        candidates.add(orphan);
      }
    }
    return claims.claim(set, LabelSelector.of(set.getSpec().getSelector()), candidates);
  }

  /** Active pods of all replica sets that share this one's owner. */
  private List<Pod> related(ReplicaSet set) {
    var family =
        Owners.controllerOf(set)
            .map(o -> replicaSets.store().byIndex(InformerSpecs.CONTROLLER_INDEX, o.getUid()))
            .map(sets -> sets.stream().map(kind.view()).toList())
            .orElse(List.of(set));
    return family.stream().flatMap(this::controlled).filter(PodFacts::isActive).toList();
  }

  private Stream<Pod> controlled(ReplicaSet set) {
    return pods
        .store()
        .byIndex(InformerSpecs.CONTROLLER_INDEX, set.getMetadata().getUid())
        .stream();
  }

  private Optional<Exception> apply(ReplicaSet set, PodChange change) throws InterruptedException {
    return switch (change) {
      case PodChange.Nothing() -> Optional.empty();
      case PodChange.Create(var count) -> podControl.create(set, count);
      case PodChange.Delete(var pods) -> podControl.delete(set, pods);
    };
  }

  private void writeStatus(
      ReplicaSet set, List<Pod> own, List<Pod> active, Optional<Exception> failure)
      throws InterruptedException {
    var reason = active.size() < ReplicaSetPlan.size(set) ? "FailedCreate" : "FailedDelete";
    var terminating =
        kind.countsTerminating()
            ? (int)
                own.stream()
                    .filter(p -> PodFacts.isTerminating(p) && !PodFacts.isFinished(p))
                    .count()
            : 0;
    var status =
        ReplicaSetStatusPlan.status(
            set,
            active,
            terminating,
            failure.map(e -> new Failure(reason, e.getMessage())),
            time.instant());
    if (!status.equals(set.getStatus())) {
      var patch = Patches.field(Patches.toUid(set), "status", set.getStatus(), status);
      api.patch(kind.resource(), ObjectKey.of(set), "status", patch);
    }
  }
}
