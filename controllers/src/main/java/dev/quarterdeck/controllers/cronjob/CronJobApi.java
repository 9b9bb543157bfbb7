package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Optional;

/**
 * What the cron job controller reads and writes. Model tests put a world of their own behind it.
 * Requests that fail throw {@code KubernetesClientException}.
 */
interface CronJobApi {

  /** As mirrored. */
  Optional<CronJob> cronJob(ObjectKey key);

  /** The jobs that the cron job controls, as mirrored. */
  Collection<Job> jobs(CronJob cronJob);

  /** As the server has it now. */
  Optional<CronJob> liveCronJob(ObjectKey key) throws InterruptedException;

  /** As the server has it now. */
  Optional<Job> liveJob(ObjectKey key) throws InterruptedException;

  /**
   * Makes a job.
   *
   * @return the job; empty when there is one of that name
   */
  Optional<Job> create(Job job) throws InterruptedException;

  /** Deletes a job of that name and uid, its pods in the background; one that is gone is done. */
  void delete(ObjectKey job, String uid) throws InterruptedException;

  /** Writes a status, if the cron job is still at the version it was seen at. */
  void write(CronJob seen, CronJobStatus status) throws InterruptedException;

  /** Notes an event about the cron job. */
  void event(CronJob cronJob, Note note);
}
