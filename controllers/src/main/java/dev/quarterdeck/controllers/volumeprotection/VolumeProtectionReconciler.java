package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolume;

/** Sets a volume's finalizer where it is missing, and removes it when the volume may go. */
final class VolumeProtectionReconciler implements Reconciler<ObjectKey> {

  private final SharedInformer<PersistentVolume> volumes;
  private final Protection protection;

  VolumeProtectionReconciler(ControllerContext context) {
    volumes = context.informer(InformerSpecs.PERSISTENT_VOLUMES);
    protection = new Protection(context.api(), WrittenResources.PERSISTENT_VOLUMES);
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var volume = volumes.store().get(key);
    if (volume.isPresent()) {
      protection.apply(volume.get(), ProtectionPlan.next(volume.get()));
    }
    return Result.done();
  }
}
