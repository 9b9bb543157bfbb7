package dev.quarterdeck.controllers.ttlafterfinished;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** Queues jobs that have ended and do not stay for ever. */
public final class TtlAfterFinishedController extends QueueController<ObjectKey> {

  public TtlAfterFinishedController(ControllerContext context) {
    super(context, "ttl_jobs_to_delete", new TtlReconciler(context));
    context.informer(InformerSpecs.JOBS).onChange(this::jobChanged);
  }

  private void jobChanged(Change<Job> change) {
    if (!(change instanceof Change.Deleted) && TtlPlan.expiry(change.object()).isPresent()) {
      queue.add(ObjectKey.of(change.object()));
    }
  }
}
