package dev.quarterdeck.controllers.job;

import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** Names pods that may carry the tracking finalizer for nobody. */
sealed interface StrayKey {

  record OfPod(ObjectKey pod) implements StrayKey {}

  /** The pods of a job that has ended or is gone. */
  record OfJob(String namespace, String uid, LabelSelector selector) implements StrayKey {}

  static StrayKey of(Job job) {
    var metadata = job.getMetadata();
    return new OfJob(
        metadata.getNamespace(), metadata.getUid(), LabelSelector.of(job.getSpec().getSelector()));
  }
}
