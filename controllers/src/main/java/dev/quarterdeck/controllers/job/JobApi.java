package dev.quarterdeck.controllers.job;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import java.util.Optional;

/**
 * What the job controller reads and writes. Model tests put a world of their own behind it, so that
 * they can stop the controller between any two writes and keep answers from it.
 */
interface JobApi {

  /** How a request about one pod went. */
  sealed interface Answer {

    Pod pod();

    /** It is done, or was done already. */
    record Done(Pod pod) implements Answer {}

    /** The server said no: it is not done. */
    record Refused(Pod pod, Exception cause) implements Answer {}

    /** No word from the server: it may be done. */
    record Unknown(Pod pod, Exception cause) implements Answer {}

    /** Not asked for, since others were refused before. */
    record Untried(Pod pod) implements Answer {}
  }

  /** As mirrored. */
  Optional<Job> job(ObjectKey key);

  /**
   * The job's own pods as mirrored, after adopting and releasing what its selector says. Adopted
   * ones carry the tracking finalizer.
   */
  List<Pod> claim(Job job) throws InterruptedException;

  /** As mirrored. */
  Optional<Pod> pod(ObjectKey key);

  /** Pods that a job controls, or that it selects and nobody controls, as mirrored. */
  List<Pod> pods(StrayKey.OfJob job);

  /** Whether the job has a pod of that name, as the server says. */
  boolean hasPod(Job job, String name) throws InterruptedException;

  /** Makes pods; one answer for each, in any order. */
  List<Answer> create(Job job, List<Pod> pods) throws InterruptedException;

  /** Deletes pods, whose finalizer keeps them until they are counted. */
  List<Answer> delete(Job job, List<Pod> pods) throws InterruptedException;

  /** Takes off the tracking finalizer, unless a pod has changed, and then deletes. */
  List<Answer> remove(Job job, List<Pod> pods) throws InterruptedException;

  /** Takes off the tracking finalizer; a pod that is gone is done. */
  List<Answer> release(List<Pod> pods) throws InterruptedException;

  /**
   * Writes a status, if the job is still at the version it was seen at.
   *
   * @return the job as written
   */
  Job write(Job seen, JobStatus status) throws InterruptedException;

  /** Notes an event about the job. */
  void event(Job job, String type, String reason, String message);
}
