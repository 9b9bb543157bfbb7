package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Queues the namespaces of claims that change and of pods that no longer use theirs. The claims of
 * a namespace are reconciled together, since they need the same list of pods.
 */
public final class ClaimProtectionController extends QueueController<String> {

  public ClaimProtectionController(ControllerContext context) {
    super(context, "pvcprotection", new ClaimProtectionReconciler(context));
    context.informer(InformerSpecs.PERSISTENT_VOLUME_CLAIMS).onChange(this::claimChanged);
    context.informer(InformerSpecs.PODS).onChange(this::podChanged);
  }

  private void claimChanged(Change<PersistentVolumeClaim> change) {
    var claim = change.object();
    if (!(change instanceof Change.Deleted)
        && ProtectionPlan.isDue(claim, ProtectionPlan.CLAIM_FINALIZER)) {
      queue.add(claim.getMetadata().getNamespace());
    }
  }

  private void podChanged(Change<Pod> change) {
    var pod = change.object();
    var letsGo = change instanceof Change.Deleted || ProtectionPlan.letsGo(pod);
    if (letsGo && !PodFacts.claims(pod).isEmpty()) {
      queue.add(pod.getMetadata().getNamespace());
    }
  }
}
