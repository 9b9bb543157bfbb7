package dev.quarterdeck.controllers.job;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs jobs to completion: says which of them are looked at, and remembers for them. */
final class JobReconciler implements Reconciler<ObjectKey> {

  private final JobApi api;
  private final JobPods pods;
  private final JobMetrics metrics;
  private final InstantSource clock;
  private final OwnWrites writes;

  /** By the job's uid; lost with the process, as Kubernetes' are. */
  private final Map<String, BackOff> backOffs = new ConcurrentHashMap<>();

  JobReconciler(JobApi api, JobPods pods, JobMetrics metrics, InstantSource clock) {
    this.api = api;
    this.pods = pods;
    this.metrics = metrics;
    this.clock = clock;
    writes = new OwnWrites(clock);
  }

  /** What it wrote, for whoever sees it come back. */
  OwnWrites writes() {
    return writes;
  }

  @Override
  public Result reconcile(ObjectKey key) throws Exception {
    var found = api.job(key);
    if (found.isEmpty() || JobFacts.externalManager(found.get()).isPresent()) {
      return Result.done();
    }
    var job = found.get();
    if (JobConditions.finished(job).isPresent()) {
      forget(job);
      return Result.done();
    }
    if (!writes.isCurrent(job)) {
      metrics.stale();
      return Result.done(); // The change that is on its way brings the key back.
    }
    if (JobFacts.hasUnknownMode(job)) {
      var text = "Skipped Job sync because completion mode is unknown";
      api.event(job, "Warning", "UnknownCompletionMode", text);
      return Result.done();
    }
    return pass(key, job);
  }

  private Result pass(ObjectKey key, Job job) throws Exception {
    var uid = job.getMetadata().getUid();
    var pass = new JobPass(api, writes, metrics, job);
    pass.resolveUnsure();
    var seen = writes.sees(job, name -> api.pod(new ObjectKey(key.namespace(), name)).isPresent());
    var own = api.claim(job);
    var view = writes.view(job, seen, own);
    var backOff = backOffs.getOrDefault(uid, BackOff.NONE);
    var snapshot =
        new JobSnapshot(job, own, view.settled(), view.released(), backOff, clock.instant());
    var result = pass.run(snapshot, pods, next -> backOffs.put(uid, next));
    if (!view.settled()) {
      result = beforeLong(result); // Nothing else brings it back if a watch event got lost.
    }
    if (api.job(key).filter(known -> known.getMetadata().getUid().equals(uid)).isEmpty()) {
      forget(job); // It went while it was looked at.
    }
    return result;
  }

  private static Result beforeLong(Result result) {
    var sooner =
        result instanceof Result.RequeueAfter(var delay) && delay.compareTo(OwnWrites.PATIENCE) < 0;
    return sooner ? result : Result.requeueAfter(OwnWrites.PATIENCE);
  }

  /** The job is gone or has ended. */
  void forget(Job job) {
    writes.forget(job);
    backOffs.remove(job.getMetadata().getUid());
  }
}
