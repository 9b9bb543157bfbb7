package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.ZoneId;
import java.util.Objects;

/** Queues cron jobs that change or whose jobs change, and those that are due. */
public final class CronJobController extends QueueController<ObjectKey> {

  private final Time time;
  private final ZoneId local;
  private final CronJobApi api;
  private final CronJobReconciler reconciler;

  /**
   * @param local the zone of cron jobs that name none
   */
  public CronJobController(ControllerContext context, ZoneId local) {
    var api = new ClusterCronJobApi(context);
    var metrics = new CronJobMetrics(context.meters());
    var reconciler = new CronJobReconciler(api, metrics, context.time(), local);
    super(context, "cronjob", reconciler);
    this.time = context.time();
    this.local = local;
    this.api = api;
    this.reconciler = reconciler;
    context.informer(InformerSpecs.CRON_JOBS).onChange(this::cronJobChanged);
    context.informer(InformerSpecs.JOBS).onChange(this::jobChanged);
  }

  private void cronJobChanged(Change<CronJob> change) {
    switch (change) {
      case Change.Added<CronJob>(var cronJob) -> queue.add(ObjectKey.of(cronJob));
      case Change.Updated<CronJob>(var before, var after) -> updated(before, after);
      case Change.Deleted<CronJob>(var cronJob) -> reconciler.forget(cronJob);
    }
  }

  /** With another schedule nothing is due before its next time. */
  private void updated(CronJob before, CronJob after) {
    var key = ObjectKey.of(after);
    var same =
        after.getSpec().getSchedule().equals(before.getSpec().getSchedule())
            && Objects.equals(after.getSpec().getTimeZone(), before.getSpec().getTimeZone());
    if (same) {
      queue.add(key);
      return;
    }
    try {
      var timetable = Timetable.of(after, local);
      var status = Objects.requireNonNullElseGet(after.getStatus(), CronJobStatus::new);
      Starts.untilNext(time.instant(), after, status, timetable)
          .ifPresent(wait -> queue.addAfter(key, wait));
    } catch (IllegalArgumentException e) {
      var text = "unparseable schedule for cronjob: " + after.getSpec().getSchedule();
      api.event(after, Note.warning("UnParseableCronJobSchedule", text));
    }
  }

  private void jobChanged(Change<Job> change) {
    if (change instanceof Change.Updated<Job>(var before, var after)) {
      if (!Owners.controllerOf(before).equals(Owners.controllerOf(after))) {
        offer(before);
      }
    }
    offer(change.object());
  }

  private void offer(Job job) {
    Owners.controllerOf(job)
        .filter(owner -> "CronJob".equals(owner.getKind()))
        .map(owner -> new ObjectKey(job.getMetadata().getNamespace(), owner.getName()))
        .ifPresent(queue::add);
  }
}
