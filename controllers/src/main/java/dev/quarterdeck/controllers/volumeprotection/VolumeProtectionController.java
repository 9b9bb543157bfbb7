package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolume;

/** Queues volumes whose finalizer may have to change. */
public final class VolumeProtectionController extends QueueController<ObjectKey> {

  public VolumeProtectionController(ControllerContext context) {
    super(context, "pvprotection", new VolumeProtectionReconciler(context));
    context.informer(InformerSpecs.PERSISTENT_VOLUMES).onChange(this::changed);
  }

  private void changed(Change<PersistentVolume> change) {
    if (!(change instanceof Change.Deleted)
        && ProtectionPlan.isDue(change.object(), ProtectionPlan.VOLUME_FINALIZER)) {
      queue.add(ObjectKey.of(change.object()));
    }
  }
}
