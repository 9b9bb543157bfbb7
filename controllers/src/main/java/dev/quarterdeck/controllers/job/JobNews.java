package dev.quarterdeck.controllers.job;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Turns news of jobs and pods into what is to be looked at. */
final class JobNews {

  /** What is known of jobs. */
  interface Jobs {

    Optional<Job> get(ObjectKey key);

    Collection<Job> inNamespace(String namespace);
  }

  /** Where it puts what it found. */
  interface Queue {

    /** A job that changed itself. */
    void now(ObjectKey job);

    /** A job whose pods changed: many of them tend to do so at about the same time. */
    void soon(ObjectKey job);

    /** Pods that may carry the tracking finalizer for nobody. */
    void stray(StrayKey pods);
  }

  private final Jobs jobs;
  private final Queue queue;
  private final JobReconciler reconciler;
  private final JobMetrics metrics;

  JobNews(Jobs jobs, Queue queue, JobReconciler reconciler, JobMetrics metrics) {
    this.jobs = jobs;
    this.queue = queue;
    this.reconciler = reconciler;
    this.metrics = metrics;
  }

  void jobChanged(Change<Job> change) {
    switch (change) {
      case Change.Added<Job>(var job) -> {
        queue.now(ObjectKey.of(job));
        JobFacts.externalManager(job).ifPresent(metrics::external);
      }
      case Change.Updated<Job>(var before, var after) -> updated(before, after);
      case Change.Deleted<Job>(var job) -> {
        reconciler.forget(job);
        queue.now(ObjectKey.of(job));
        queue.stray(StrayKey.of(job));
      }
    }
  }

  private void updated(Job before, Job after) {
    if (JobConditions.finished(after).isPresent()) {
      reconciler.forget(after);
      queue.stray(StrayKey.of(after));
    } else if (Objects.equals(
        before.getMetadata().getGeneration(), after.getMetadata().getGeneration())) {
      queue.soon(ObjectKey.of(after));
    } else {
      queue.now(ObjectKey.of(after));
    }
  }

  void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> {
        metrics.tracked(null, pod);
        if (PodFacts.isTerminating(pod)) {
          leaving(pod);
        } else {
          owner(pod).ifPresentOrElse(queue::soon, () -> ownerless(pod, true));
        }
      }
      case Change.Updated<Pod>(var before, var after) -> updated(before, after);
      case Change.Deleted<Pod>(var pod) -> {
        metrics.tracked(pod, null);
        reconciler.writes().gone(pod);
        leaving(pod);
      }
    }
  }

  private void updated(Pod before, Pod after) {
    metrics.tracked(before, after);
    if (PodFacts.isTerminating(after)) {
      leaving(after);
      return;
    }
    var previous = owner(before);
    var owner = owner(after);
    if (!previous.equals(owner)) {
      previous.ifPresent(queue::soon);
    }
    if (owner.isPresent()) {
      queue.soon(owner.get());
    } else {
      ownerless(after, !previous.equals(owner) || !labels(before).equals(labels(after)));
    }
  }

  /** A pod that is being deleted, or was. */
  private void leaving(Pod pod) {
    var job = job(pod);
    if (job.filter(j -> JobConditions.finished(j).isEmpty()).isPresent()) {
      queue.soon(ObjectKey.of(job.get()));
    } else {
      stray(pod);
    }
  }

  private void stray(Pod pod) {
    if (JobFacts.isTracked(pod)) {
      queue.stray(new StrayKey.OfPod(ObjectKey.of(pod)));
    }
  }

  /** Any job that selects a pod nobody controls may want to adopt it, when it is offered anew. */
  private void ownerless(Pod pod, boolean offered) {
    if (Owners.controllerOf(pod).isPresent()) {
      return;
    }
    stray(pod);
    if (offered) {
      offer(pod);
    }
  }

  private void offer(Pod pod) {
    for (var job : jobs.inNamespace(pod.getMetadata().getNamespace())) {
      if (LabelSelector.of(job.getSpec().getSelector()).matches(pod.getMetadata().getLabels())) {
        queue.soon(ObjectKey.of(job));
      }
    }
  }

  private Optional<ObjectKey> owner(Pod pod) {
    return job(pod).map(ObjectKey::of);
  }

  /** The job that controls the pod; one of the same name but another uid does not. */
  private Optional<Job> job(Pod pod) {
    return Owners.controllerOf(pod).flatMap(owner -> job(pod, owner));
  }

  private Optional<Job> job(Pod pod, OwnerReference owner) {
    return "Job".equals(owner.getKind())
        ? jobs.get(new ObjectKey(pod.getMetadata().getNamespace(), owner.getName()))
            .filter(job -> job.getMetadata().getUid().equals(owner.getUid()))
        : Optional.empty();
  }

  private static Map<String, String> labels(Pod pod) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
  }
}
