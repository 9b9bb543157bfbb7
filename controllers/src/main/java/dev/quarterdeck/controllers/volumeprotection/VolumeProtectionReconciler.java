package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.model.ObjectKey;

/** Lets a volume go that is deleted and not bound, and protects one that is not protected yet. */
final class VolumeProtectionReconciler implements Reconciler<ObjectKey> {

  private final Workshop workshop;
  private final Protection protection;

  VolumeProtectionReconciler(Workshop workshop) {
    this.workshop = workshop;
    this.protection = new Protection(workshop.api(), Resources.PERSISTENT_VOLUMES);
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var volume = workshop.mirrors().volumes.store().get(key);
    if (volume.isPresent()) {
      protection.apply(volume.get(), ProtectionPlan.next(volume.get()));
    }
    return Result.done();
  }
}
