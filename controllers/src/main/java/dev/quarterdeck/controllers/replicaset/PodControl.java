package dev.quarterdeck.controllers.replicaset;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Batch;
import dev.quarterdeck.controllers.runtime.Expectations;
import dev.quarterdeck.controllers.runtime.PodRequests;
import dev.quarterdeck.controllers.runtime.SlowStart;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and deletes the pods of replica sets and sets expectations. */
final class PodControl {

  private static final Logger LOG = LoggerFactory.getLogger(PodControl.class);

  private final PodRequests requests;
  private final Expectations expectations;

  PodControl(Api api, Expectations expectations, EventRecorder events) {
    requests = new PodRequests(api, events);
    this.expectations = expectations;
  }

  /** Creates pods in growing batches; returns the first failure, if any. */
  Optional<Exception> create(ReplicaSet set, int count) throws InterruptedException {
    var key = ObjectKey.of(set);
    LOG.info("create pods object={} count={}", key, count);
    expectations.expectCreations(key, count);
    var pod = pod(set);
    Callable<Void> call =
        () -> {
          requests.create(set, pod);
          return null;
        };
    var outcome = SlowStart.run(Collections.nCopies(count, call));
    expectations.creationsGone(key, count - outcome.succeeded());
    return outcome.failures().stream().filter(e -> !isNamespaceTerminating(e)).findFirst();
  }

  private static boolean isNamespaceTerminating(Exception failure) {
    return failure instanceof KubernetesClientException e && ApiErrors.isNamespaceTerminating(e);
  }

  private static Pod pod(ReplicaSet set) {
    var template = set.getSpec().getTemplate();
    var metadata = template.getMetadata();
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName(set.getMetadata().getName() + "-")
        .withNamespace(set.getMetadata().getNamespace())
        .withLabels(metadata == null ? null : metadata.getLabels())
        .withAnnotations(metadata == null ? null : metadata.getAnnotations())
        .withFinalizers(metadata == null ? List.of() : metadata.getFinalizers())
        .withOwnerReferences(Owners.controllerReference(set))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** Deletes pods all at once; returns the first failure, if any. */
  Optional<Exception> delete(ReplicaSet set, List<Pod> pods) throws InterruptedException {
    var key = ObjectKey.of(set);
    LOG.info("delete pods object={} count={}", key, pods.size());
    expectations.expectDeletions(key, pods.stream().map(p -> p.getMetadata().getUid()).toList());
    var calls = pods.stream().<Callable<Void>>map(pod -> () -> deleteOne(set, key, pod)).toList();
    return Batch.run(calls).stream().findFirst();
  }

  private Void deleteOne(ReplicaSet set, ObjectKey key, Pod pod) throws InterruptedException {
    var uid = pod.getMetadata().getUid();
    try {
      if (!requests.delete(set, pod)) {
        // The change that says so may have come before it was expected.
        expectations.deletionSeen(key, uid);
      }
      return null;
    } catch (KubernetesClientException e) {
      expectations.deletionSeen(key, uid);
      throw e;
    }
  }
}
