package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.Mirrors;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.controllers.volumeprotection.ProtectionPlan.Decision;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Lets a namespace's claims go that are deleted and unused, and protects those that are not
 * protected yet.
 */
final class ClaimProtectionReconciler implements Reconciler<String> {

  private final Workshop workshop;
  private final Protection protection;

  ClaimProtectionReconciler(Workshop workshop) {
    this.workshop = workshop;
    this.protection = new Protection(workshop.api(), Resources.PERSISTENT_VOLUME_CLAIMS);
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
    return workshop.mirrors().claims.store().inNamespace(namespace).stream()
        .map(claim -> new Step(claim, ProtectionPlan.next(claim, mirrored(claim))))
        .toList();
  }

  private Collection<Pod> mirrored(PersistentVolumeClaim claim) {
    var metadata = claim.getMetadata();
    return workshop
        .mirrors()
        .pods
        .store()
        .byIndex(Mirrors.CLAIM, metadata.getNamespace() + "/" + metadata.getName());
  }

  /** The mirror may not know the newest pods: what is to be let go is decided on a live list. */
  private List<Step> confirmed(String namespace, List<Step> steps) {
    if (steps.stream().noneMatch(step -> step.decision instanceof Decision.Release)) {
      return steps;
    }
    var pods = workshop.api().client().pods().inNamespace(namespace).list().getItems();
    return steps.stream()
        .map(
            step ->
                step.decision instanceof Decision.Release
                    ? new Step(step.claim, ProtectionPlan.next(step.claim, pods))
                    : step)
        .toList();
  }
}
