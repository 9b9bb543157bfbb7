package dev.quarterdeck.controllers.disruption;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.disruption.Scales.UnknownScale;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps the number of pods that a budget lets be evicted in the budget's status. */
final class DisruptionReconciler implements Reconciler<ObjectKey> {

  /** The owner that could not be found may only be late. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final Api api;
  private final EventRecorder events;
  private final InstantSource clock;
  private final SharedInformer<PodDisruptionBudget> budgets;
  private final Budgets guarded;
  private final Scales scales;

  DisruptionReconciler(ControllerContext context, EventRecorder events, Budgets guarded) {
    api = context.api();
    clock = context.time();
    budgets = context.informer(InformerSpecs.POD_DISRUPTION_BUDGETS);
    scales = new Scales(context);
    this.events = events;
    this.guarded = guarded;
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var budget = budgets.store().get(key);
    return budget.isEmpty() ? Result.done() : reconcile(budget.get());
  }

  private Result reconcile(PodDisruptionBudget budget) throws InterruptedException {
    var pods = guarded.pods(budget);
    if (pods.isEmpty()) {
      events.record(budget, EventRecorder.NORMAL, "NoPods", "No matching pods found");
    }
    try {
      return reconcile(budget, pods, scale(budget, pods));
    } catch (UnknownScale e) {
      var text = "Failed to calculate the number of expected pods: " + e.getMessage();
      events.record(budget, EventRecorder.WARNING, "CalculateExpectedPodCountFailed", text);
      write(budget, BudgetStatus.failed(budget, e.getMessage(), clock.instant()));
      return Result.requeueAfter(RETRY);
    }
  }

  private int scale(PodDisruptionBudget budget, List<Pod> pods)
      throws UnknownScale, InterruptedException {
    if (!DisruptionPlan.asksForScale(budget)) {
      return 0;
    }
    var found = scales.of(pods);
    if (!found.unmanaged().isEmpty()) {
      var text =
          "Pods selected by this PodDisruptionBudget (selector: %s) were found to be unmanaged. As a"
              + " result, the status of the PDB cannot be calculated correctly, which may result in"
              + " undefined behavior. To account for these pods please set \".spec.minAvailable\""
              + " field of the PDB to an integer value.";
      events.record(
          budget,
          EventRecorder.WARNING,
          "UnmanagedPods",
          text.formatted(goText(budget.getSpec().getSelector())));
    }
    return found.pods();
  }

  private Result reconcile(PodDisruptionBudget budget, List<Pod> pods, int scale)
      throws InterruptedException {
    var decision = DisruptionPlan.decide(budget, pods, scale, clock.instant());
    for (var pod : decision.notDeleted()) {
      var text = "Pod was expected by PDB %s/%s to be deleted but it wasn't";
      var metadata = budget.getMetadata();
      events.record(
          pod,
          EventRecorder.WARNING,
          "NotDeleted",
          text.formatted(metadata.getNamespace(), metadata.getName()));
    }
    write(budget, decision.status());
    return decision.again().map(Result::requeueAfter).orElseGet(Result::done);
  }

  private void write(PodDisruptionBudget budget, PodDisruptionBudgetStatus status)
      throws InterruptedException {
    if (Json.mapper().valueToTree(status).equals(Json.mapper().valueToTree(budget.getStatus()))) {
      return;
    }
    var patch = Patches.field(Patches.toVersion(budget), "status", budget.getStatus(), status);
    api.patch(WrittenResources.POD_DISRUPTION_BUDGETS, ObjectKey.of(budget), "status", patch);
  }

  /** As Go prints the type, which is what the event has always shown. */
  private static String goText(LabelSelector selector) {
    var labels =
        new TreeMap<>(
            Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()));
    return labels.entrySet().stream()
            .map(label -> label.getKey() + ": " + label.getValue() + ",")
            .collect(Collectors.joining("", "&LabelSelector{MatchLabels:map[string]string{", "}"))
        + selector.getMatchExpressions().stream()
            .map(DisruptionReconciler::goText)
            .collect(
                Collectors.joining("", ",MatchExpressions:[]LabelSelectorRequirement{", "},}"));
  }

  private static String goText(LabelSelectorRequirement requirement) {
    return "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
        .formatted(
            requirement.getKey(),
            requirement.getOperator(),
            String.join(" ", requirement.getValues()));
  }
}
