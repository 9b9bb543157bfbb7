package dev.quarterdeck.controllers.job;

import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Queues jobs that change or whose pods change, and pods that lost their job. */
public final class JobController extends QueueController<ObjectKey> {

  /** Pods of a job tend to come and go together; Kubernetes waits for a second. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private final WorkQueue<StrayKey> strays;
  private final ReconcileLoop<StrayKey> strayLoop;

  public JobController(ControllerContext context) {
    var api = new ClusterJobApi(context);
    var metrics = new JobMetrics(context.meters());
    var pods = new JobPods(new NameGenerator(new SecureRandom()));
    var reconciler = new JobReconciler(api, pods, metrics, context.time());
    super(context, "job", reconciler);
    strays = queue(context, "job_orphan_pod");
    strayLoop =
        new ReconcileLoop<>(
            context.name(),
            strays,
            context.workers(),
            new StrayPods(api),
            context.time(),
            context.meters());
    var jobs = context.informer(InformerSpecs.JOBS);
    var news =
        new JobNews(
            new JobNews.Jobs() {
              @Override
              public Optional<Job> get(ObjectKey key) {
                return jobs.store().get(key);
              }

              @Override
              public Collection<Job> inNamespace(String namespace) {
                return jobs.store().inNamespace(namespace);
              }
            },
            new Queues(),
            reconciler,
            metrics);
    jobs.onChange(news::jobChanged);
    context.informer(InformerSpecs.PODS).onChange(news::podChanged);
  }

  private final class Queues implements JobNews.Queue {

    @Override
    public void now(ObjectKey job) {
      queue.add(job);
    }

    @Override
    public void soon(ObjectKey job) {
      queue.addAfter(job, GATHERING);
    }

    @Override
    public void stray(StrayKey pods) {
      strays.add(pods);
    }
  }

  @Override
  public void start() {
    super.start();
    strayLoop.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return super.failure().or(strayLoop::failure);
  }

  @Override
  public void close() {
    super.close();
    strayLoop.close();
  }
}
