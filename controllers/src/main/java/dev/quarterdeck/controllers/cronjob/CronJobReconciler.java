package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts the jobs of cron jobs when they are due, and clears away old ones. */
final class CronJobReconciler implements Reconciler<ObjectKey> {

  private final CronJobApi api;
  private final CronJobMetrics metrics;
  private final InstantSource clock;
  private final ZoneId local;
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();

  /**
   * @param local the zone of cron jobs that name none
   */
  CronJobReconciler(CronJobApi api, CronJobMetrics metrics, InstantSource clock, ZoneId local) {
    this.api = api;
    this.metrics = metrics;
    this.clock = clock;
    this.local = local;
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var cronJob = api.cronJob(key);
    return cronJob.isEmpty()
        ? Result.done()
        : new CronJobPass(api, metrics, clock.instant(), local, asked, cronJob.get()).run();
  }

  /** The cron job is gone. */
  void forget(CronJob cronJob) {
    asked.remove(cronJob.getMetadata().getUid());
  }
}
