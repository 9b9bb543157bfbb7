package dev.quarterdeck.controllers.job;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.job.JobApi.Answer;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** Takes the tracking finalizer off pods that no job will count, so that they can go. */
final class StrayPods implements Reconciler<StrayKey> {

  private final JobApi api;

  StrayPods(JobApi api) {
    this.api = api;
  }

  @Override
  public Result reconcile(StrayKey key) throws Exception {
    var pods =
        switch (key) {
          case StrayKey.OfPod(var pod) -> api.pod(pod).stream().toList();
          case StrayKey.OfJob job -> api.pods(job);
        };
    for (var answer : api.release(pods.stream().filter(this::isStray).toList())) {
      switch (answer) {
        case Answer.Refused(_, var cause) -> throw cause;
        case Answer.Unknown(_, var cause) -> throw cause;
        case Answer.Done _, Answer.Untried _ -> {}
      }
    }
    return Result.done();
  }

  private boolean isStray(Pod pod) {
    return JobFacts.isTracked(pod)
        && Owners.controllerOf(pod).map(owner -> countsNoMore(pod, owner)).orElse(true);
  }

  private boolean countsNoMore(Pod pod, OwnerReference owner) {
    if (!"Job".equals(owner.getKind()) || !"batch/v1".equals(owner.getApiVersion())) {
      return false; // Another controller's, which may have its own use for the finalizer.
    }
    var job = job(pod, owner);
    return job.isEmpty()
        || JobFacts.externalManager(job.get()).isEmpty()
            && JobConditions.finished(job.get()).isPresent();
  }

  private Optional<Job> job(Pod pod, OwnerReference owner) {
    return api.job(new ObjectKey(pod.getMetadata().getNamespace(), owner.getName()))
        .filter(job -> job.getMetadata().getUid().equals(owner.getUid()));
  }
}
