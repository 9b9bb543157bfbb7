package dev.quarterdeck.controllers.ttlafterfinished;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes jobs whose time after their end is over. */
final class TtlReconciler implements Reconciler<ObjectKey> {

  private static final Logger LOG = LoggerFactory.getLogger(TtlReconciler.class);

  private static final Duration[] BUCKETS =
      IntStream.range(0, 14).mapToObj(i -> Duration.ofMillis(100L << i)).toArray(Duration[]::new);

  private final Api api;
  private final Time time;
  private final SharedInformer<Job> jobs;
  private final Timer late;

  TtlReconciler(ControllerContext context) {
    api = context.api();
    time = context.time();
    jobs = context.informer(InformerSpecs.JOBS);
    late =
        Timer.builder("ttl_after_finished_controller_job_deletion_duration_seconds")
            .description("Between when a job was to be deleted and when it was.")
            .serviceLevelObjectives(BUCKETS)
            .register(context.meters());
  }

  @Override
  public Result reconcile(ObjectKey key) throws InterruptedException {
    var left = jobs.store().get(key).flatMap(this::left);
    if (left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.requeueAfter(left.get());
    }
    // Somebody may have given it more time, which the informer need not have seen.
    return deleteIfOver(key);
  }

  private Optional<Duration> left(Job job) {
    return TtlPlan.expiry(job).map(end -> Duration.between(time.instant(), end));
  }

  private Result deleteIfOver(ObjectKey key) throws InterruptedException {
    var live =
        api.get(WrittenResources.JOBS, key).map(j -> Json.mapper().convertValue(j, Job.class));
    var left = live.flatMap(this::left);
    if (left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.requeueAfter(left.get());
    }
    LOG.info("delete job={} reason=ttl", key);
    var uid = live.get().getMetadata().getUid();
    api.delete(WrittenResources.JOBS, key, Deletion.of(uid).withPropagation("Foreground"));
    late.record(left.get().negated());
    return Result.done();
  }
}
