package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An API server for jobs and pods in memory, which checks each status against its ledger. */
final class ModelServer {

  final Map<ObjectKey, Job> jobs = new LinkedHashMap<>();
  final Map<ObjectKey, Pod> pods = new LinkedHashMap<>();

  /** All changes there ever were; a mirror follows at its own pace. */
  final List<Change<Job>> jobLog = new ArrayList<>();

  final List<Change<Pod>> podLog = new ArrayList<>();

  private final Map<String, JobLedger> ledgers = new LinkedHashMap<>();
  private final InstantSource clock;
  private long version = 100;
  private int uids;

  ModelServer(InstantSource clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  Job createJob(JobBuilder job) {
    var created =
        job.editMetadata()
            .withUid("job-" + ++uids)
            .withResourceVersion(nextVersion())
            .withGeneration(1L)
            .withCreationTimestamp(Timestamps.format(now()))
            .endMetadata()
            .build();
    jobs.put(ObjectKey.of(created), created);
    jobLog.add(new Change.Added<>(created));
    ledgers.put(created.getMetadata().getUid(), new JobLedger());
    return created;
  }

  private String nextVersion() {
    return Long.toString(++version);
  }

  /** An edit of the spec. */
  void editJob(Job job, UnaryOperator<JobBuilder> change) {
    var before = jobs.get(ObjectKey.of(job));
    replace(
        before,
        change
            .apply(new JobBuilder(before))
            .editMetadata()
            .withGeneration(before.getMetadata().getGeneration() + 1)
            .endMetadata());
  }

  private Job replace(Job before, JobBuilder change) {
    var after = change.editMetadata().withResourceVersion(nextVersion()).endMetadata().build();
    jobs.put(ObjectKey.of(after), after);
    jobLog.add(new Change.Updated<>(before, after));
    return after;
  }

  Job writeStatus(Job seen, JobStatus status) {
    var before = jobs.get(ObjectKey.of(seen));
    if (before == null) {
      throw new KubernetesClientException("not found", 404, null);
    }
    if (!before
        .getMetadata()
        .getResourceVersion()
        .equals(seen.getMetadata().getResourceVersion())) {
      throw new KubernetesClientException("conflict", 409, null);
    }
    var after = new JobBuilder(before).withStatus(status).build();
    JobStatusRules.check(before, after);
    ledger(before).write(after);
    return replace(before, new JobBuilder(after));
  }

  private JobLedger ledger(Job job) {
    return ledgers.get(job.getMetadata().getUid());
  }

  /** Marks the job, whose pods go before it does. */
  void deleteInForeground(Job job) {
    var before = jobs.get(ObjectKey.of(job));
    replace(
        before,
        new JobBuilder(before)
            .editMetadata()
            .withDeletionTimestamp(Timestamps.format(now()))
            .endMetadata());
  }

  /** The job is gone at once, its pods later. */
  void deleteInBackground(Job job) {
    var before = jobs.remove(ObjectKey.of(job));
    jobLog.add(new Change.Deleted<>(before));
  }

  /** The garbage collector. */
  void collect() {
    for (var pod : List.copyOf(pods.values())) {
      var owner = ownerOf(pod);
      if (owner.isEmpty() || Owners.isTerminating(owner.get())) {
        delete(pod);
      }
    }
    for (var job : List.copyOf(jobs.values())) {
      if (Owners.isTerminating(job) && podsOf(job).isEmpty()) {
        deleteInBackground(job);
      }
    }
  }

  Optional<Job> ownerOf(Pod pod) {
    return jobs.values().stream()
        .filter(job -> Owners.isControlledBy(pod, job.getMetadata().getUid()))
        .findFirst();
  }

  List<Pod> podsOf(Job job) {
    return pods.values().stream()
        .filter(pod -> Owners.isControlledBy(pod, job.getMetadata().getUid()))
        .toList();
  }

  void create(Pod pod) {
    if (pods.containsKey(ObjectKey.of(pod))) {
      throw new AssertionError("the same name twice: " + ObjectKey.of(pod));
    }
    var created =
        new PodBuilder(pod)
            .editMetadata()
            .withUid("pod-" + ++uids)
            .withResourceVersion(nextVersion())
            .withCreationTimestamp(Timestamps.format(now()))
            .endMetadata()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    pods.put(ObjectKey.of(created), created);
    podLog.add(new Change.Added<>(created));
  }

  /** The pod as it is, if it is still the one that was seen. */
  Optional<Pod> live(Pod seen) {
    return Optional.ofNullable(pods.get(ObjectKey.of(seen)))
        .filter(pod -> pod.getMetadata().getUid().equals(seen.getMetadata().getUid()));
  }

  void edit(Pod seen, UnaryOperator<PodBuilder> change) {
    var before = live(seen).orElseThrow();
    var after =
        change
            .apply(new PodBuilder(before))
            .editMetadata()
            .withResourceVersion(nextVersion())
            .endMetadata()
            .build();
    pods.put(ObjectKey.of(after), after);
    podLog.add(new Change.Updated<>(before, after));
    dropIfDone(after);
  }

  /** A pod that is being deleted goes when it runs no more and no finalizer holds it. */
  private void dropIfDone(Pod pod) {
    var grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    if (PodFacts.isTerminating(pod)
        && pod.getMetadata().getFinalizers().isEmpty()
        && (PodFacts.isFinished(pod) || grace == 0)) {
      pods.remove(ObjectKey.of(pod));
      podLog.add(new Change.Deleted<>(pod));
    }
  }

  /** False when there was none to delete. */
  boolean delete(Pod seen) {
    var pod = live(seen);
    if (pod.isEmpty()) {
      return false;
    }
    if (!PodFacts.isTerminating(pod.get())) {
      var grace = PodFacts.isScheduled(pod.get()) && !PodFacts.isFinished(pod.get()) ? 30L : 0L;
      edit(
          seen,
          p ->
              p.editMetadata()
                  .withDeletionTimestamp(Timestamps.format(now().plusSeconds(grace)))
                  .withDeletionGracePeriodSeconds(grace)
                  .endMetadata());
    }
    return true;
  }

  /** Takes off the finalizer of a pod that is to be counted; false when there is no such pod. */
  boolean release(Pod seen) {
    var pod = live(seen);
    if (pod.isEmpty()) {
      return false;
    }
    if (JobFacts.isTracked(pod.get())) {
      ownerOf(pod.get()).ifPresent(job -> ledger(job).release(job, pod.get()));
      edit(seen, p -> p.editMetadata().withFinalizers(List.of()).endMetadata());
    }
    return true;
  }

  /** Takes off the finalizer of a pod that is not to be counted, if it is as it was seen. */
  void drop(Pod seen) {
    var pod = live(seen);
    if (pod.isPresent() && JobFacts.isTracked(pod.get())) {
      assertThat(JobFacts.hasSucceeded(pod.get())).as("a success that is dropped").isFalse();
      edit(seen, p -> p.editMetadata().withFinalizers(List.of()).endMetadata());
    }
  }
}
