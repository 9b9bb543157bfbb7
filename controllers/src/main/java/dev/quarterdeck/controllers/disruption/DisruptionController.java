package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;

/** Queues disruption budgets that change or whose pods change, and pods that were to go. */
public final class DisruptionController extends QueueController<ObjectKey> {

  private final EventRecorder events;
  private final Budgets budgets;
  private final Time time;
  private final WorkQueue<ObjectKey> stale;
  private final ReconcileLoop<ObjectKey> staleLoop;

  public DisruptionController(ControllerContext context) {
    var events = context.recorder("controllermanager");
    var informer = context.informer(InformerSpecs.POD_DISRUPTION_BUDGETS);
    var pods = context.informer(InformerSpecs.PODS);
    var budgets = new Budgets(informer, pods);
    super(context, "disruption", new DisruptionReconciler(context, events, budgets));
    this.events = events;
    this.budgets = budgets;
    time = context.time();
    stale = queue(context, "stale_pod_disruption");
    staleLoop =
        new ReconcileLoop<>(
            context.name(), stale, 1, new StaleDisruption(context), time, context.meters());
    informer.onChange(change -> queue.add(ObjectKey.of(change.object())));
    pods.onChange(this::podChanged);
  }

  private void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> {
        offer(pod);
        offerStale(pod);
      }
      case Change.Updated<Pod>(var before, var after) -> {
        if (!Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
          offer(before);
          offer(after);
        } else if (matters(before, after)) {
          offer(after);
        }
        offerStale(after);
      }
      case Change.Deleted<Pod>(var pod) -> offer(pod);
    }
  }

  private static boolean matters(Pod before, Pod after) {
    return PodFacts.isReady(before) != PodFacts.isReady(after)
        || PodFacts.isTerminating(before) != PodFacts.isTerminating(after)
        || !before
            .getMetadata()
            .getOwnerReferences()
            .equals(after.getMetadata().getOwnerReferences());
  }

  private void offer(Pod pod) {
    var guards = budgets.of(pod);
    if (guards.size() > 1) {
      var text =
          "Pod \"%s\"/\"%s\" matches multiple PodDisruptionBudgets.  Chose \"%s\" arbitrarily.";
      events.record(
          pod,
          EventRecorder.WARNING,
          "MultiplePodDisruptionBudgets",
          text.formatted(
              pod.getMetadata().getNamespace(),
              pod.getMetadata().getName(),
              guards.getFirst().getMetadata().getName()));
    }
    guards.forEach(budget -> queue.add(ObjectKey.of(budget)));
  }

  private void offerStale(Pod pod) {
    StaleDisruption.timeLeft(pod, time.instant())
        .ifPresent(left -> stale.addAfter(ObjectKey.of(pod), left));
  }

  @Override
  public void start() {
    super.start();
    staleLoop.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return super.failure().or(staleLoop::failure);
  }

  @Override
  public void close() {
    super.close();
    staleLoop.close();
  }
}
