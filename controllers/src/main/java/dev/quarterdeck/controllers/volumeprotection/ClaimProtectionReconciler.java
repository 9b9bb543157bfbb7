package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.controllers.volumeprotection.ProtectionPlan.Decision;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Sets the finalizer of a namespace's claims where it is missing, and removes it from those that
 * are being deleted and that no pod uses.
 */
final class ClaimProtectionReconciler implements Reconciler<String> {

  private final Api api;
  private final SharedInformer<PersistentVolumeClaim> claims;
  private final SharedInformer<Pod> pods;
  private final Protection protection;

  ClaimProtectionReconciler(ControllerContext context) {
    api = context.api();
    claims = context.informer(InformerSpecs.PERSISTENT_VOLUME_CLAIMS);
    pods = context.informer(InformerSpecs.PODS);
    protection = new Protection(api, WrittenResources.PERSISTENT_VOLUME_CLAIMS);
  }

  private record Step(PersistentVolumeClaim claim, Decision decision) {}

  @Override
  public Result reconcile(String namespace) throws InterruptedException {
    var failures = new ArrayList<KubernetesClientException>();
    for (var step : confirmed(namespace, decided(namespace))) {
      try {
        protection.apply(step.claim, step.decision);
      } catch (KubernetesClientException e) {
        failures.add(e); // No reason to keep the other claims waiting.
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return Result.done();
  }

  private List<Step> decided(String namespace) {
    return claims.store().inNamespace(namespace).stream()
        .map(claim -> new Step(claim, ProtectionPlan.next(claim, known(claim))))
        .toList();
  }

  /** The pods that name the claim, as far as the informer knows. */
  private Collection<Pod> known(PersistentVolumeClaim claim) {
    return pods.store().byIndex(InformerSpecs.CLAIM_INDEX, ObjectKey.of(claim).toString());
  }

  /** The informer may not know the newest pods: a release is decided again on a live list. */
  private List<Step> confirmed(String namespace, List<Step> steps) {
    if (steps.stream().noneMatch(step -> step.decision instanceof Decision.Release)) {
      return steps;
    }
    var live = api.client().pods().inNamespace(namespace).list().getItems();
    return steps.stream()
        .map(
            step ->
                step.decision instanceof Decision.Release
                    ? new Step(step.claim, ProtectionPlan.next(step.claim, live))
                    : step)
        .toList();
  }
}
