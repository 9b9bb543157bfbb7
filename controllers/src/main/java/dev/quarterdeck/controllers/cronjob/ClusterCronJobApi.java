package dev.quarterdeck.controllers.cronjob;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the informers and writes to the API server. */
final class ClusterCronJobApi implements CronJobApi {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterCronJobApi.class);

  private final Api api;
  private final EventRecorder events;
  private final SharedInformer<CronJob> cronJobs;
  private final SharedInformer<Job> jobs;

  ClusterCronJobApi(ControllerContext context) {
    api = context.api();
    events = context.recorder("cronjob-controller");
    cronJobs = context.informer(InformerSpecs.CRON_JOBS);
    jobs = context.informer(InformerSpecs.JOBS);
  }

  @Override
  public Optional<CronJob> cronJob(ObjectKey key) {
    return cronJobs.store().get(key);
  }

  @Override
  public Collection<Job> jobs(CronJob cronJob) {
    return jobs.store().byIndex(InformerSpecs.CONTROLLER_INDEX, cronJob.getMetadata().getUid());
  }

  @Override
  public Optional<CronJob> liveCronJob(ObjectKey key) throws InterruptedException {
    return api.get(WrittenResources.CRON_JOBS, key).map(tree -> read(tree, CronJob.class));
  }

  @Override
  public Optional<Job> liveJob(ObjectKey key) throws InterruptedException {
    return api.get(WrittenResources.JOBS, key).map(tree -> read(tree, Job.class));
  }

  private static <T> T read(ObjectNode tree, Class<T> type) {
    return Json.mapper().convertValue(tree, type);
  }

  @Override
  public Optional<Job> create(Job job) throws InterruptedException {
    try {
      var created = api.create(WrittenResources.JOBS, job.getMetadata().getNamespace(), job);
      LOG.info("create job={}", ObjectKey.of(job));
      return Optional.of(read(created, Job.class));
    } catch (KubernetesClientException e) {
      if (ApiErrors.isAlreadyExists(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void delete(ObjectKey job, String uid) throws InterruptedException {
    LOG.info("delete job={}", job);
    api.delete(WrittenResources.JOBS, job, Deletion.of(uid).withPropagation("Background"));
  }

  @Override
  public void write(CronJob seen, CronJobStatus status) throws InterruptedException {
    var patch = Patches.field(Patches.toVersion(seen), "status", seen.getStatus(), status);
    api.patch(WrittenResources.CRON_JOBS, ObjectKey.of(seen), "status", patch);
  }

  @Override
  public void event(CronJob cronJob, Note note) {
    events.record(cronJob, note.type(), note.reason(), note.message());
  }
}
