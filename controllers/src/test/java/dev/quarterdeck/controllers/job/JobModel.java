package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A job controller, a server and pods that live, moved on by chance: a walk is told by its seed.
 */
final class JobModel implements JobNews.Queue {

  private static final Duration BATCH = Duration.ofMillis(100);
  private static final ObjectKey WORK = new ObjectKey("default", "work");

  private final Random random;
  private final PodLife life;
  private final Map<ObjectKey, Instant> due = new LinkedHashMap<>();
  private final Map<StrayKey, Instant> strays = new LinkedHashMap<>();
  private Instant now = TestJobs.NOW;
  private final ModelServer server = new ModelServer(() -> now);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ModelApi api;
  private JobReconciler reconciler;
  private StrayPods strayPods;
  private JobNews news;
  private int ended;

  JobModel(long seed) {
    random = new Random(seed);
    life = new PodLife(server, random);
    restart(60);
  }

  int ended() {
    return ended;
  }

  /** The process begins anew and knows nothing but what the server says. */
  private void restart(int faults) {
    due.clear();
    strays.clear();
    api = new ModelApi(server, random, faults);
    var metrics = new JobMetrics(meters);
    reconciler = new JobReconciler(api, new JobPods(new NameGenerator(random)), metrics, () -> now);
    strayPods = new StrayPods(api);
    news = new JobNews(api, this, reconciler, metrics);
    server.jobs.values().forEach(job -> news.jobChanged(added(job)));
    server.pods.values().forEach(pod -> news.podChanged(added(pod)));
  }

  private static <T> dev.quarterdeck.client.informer.Change<T> added(T object) {
    return new dev.quarterdeck.client.informer.Change.Added<>(object);
  }

  @Override
  public void now(ObjectKey job) {
    after(job, Duration.ZERO);
  }

  @Override
  public void soon(ObjectKey job) {
    after(job, BATCH);
  }

  private void after(ObjectKey job, Duration delay) {
    due.merge(job, now.plus(delay), (a, b) -> a.isBefore(b) ? a : b);
  }

  @Override
  public void stray(StrayKey pods) {
    strays.put(pods, now);
  }

  /** One thing happens. */
  void step() {
    var roll = random.nextInt(100);
    if (roll < 35) {
      control();
    } else if (roll < 60) {
      deliver(1 + random.nextInt(4));
    } else if (roll < 82) {
      pick(List.copyOf(server.pods.values())).ifPresent(life::step);
    } else if (roll < 90) {
      now = now.plusMillis(random.nextInt(random.nextInt(4) == 0 ? 300_000 : 8_000));
    } else if (roll < 94) {
      pick(List.copyOf(server.pods.values())).ifPresent(life::disturb);
    } else if (roll < 96) {
      server.collect();
    } else if (roll < 99) {
      changeJob();
    } else {
      restart(60);
    }
  }

  private <T> Optional<T> pick(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
  }

  private void changeJob() {
    var job = server.jobs.get(WORK);
    if (job == null) {
      server.createJob(RandomJob.of(random));
    } else if (JobConditions.finished(job).isPresent() || random.nextInt(20) == 0) {
      delete(job);
    } else if (job.getMetadata().getDeletionTimestamp() == null) {
      server.editJob(job, builder -> RandomJob.edit(builder, random));
    }
  }

  private void delete(Job job) {
    if (JobConditions.finished(job).isPresent()) {
      ended++;
    }
    if (random.nextBoolean()) {
      server.deleteInBackground(job);
    } else {
      server.deleteInForeground(job);
    }
  }

  private void deliver(int changes) {
    for (var i = 0; i < changes; i++) {
      if (random.nextBoolean()) {
        api.nextJob().ifPresent(news::jobChanged);
      } else {
        api.nextPod().ifPresent(news::podChanged);
      }
    }
  }

  private void control() {
    try {
      var stray = pick(List.copyOf(strays.keySet()));
      if (stray.isPresent() && random.nextInt(3) == 0) {
        strays.remove(stray.get());
        reconcileStrays(stray.get());
      } else if (due.containsKey(WORK) && !due.get(WORK).isAfter(now)) {
        due.remove(WORK);
        reconcileJob();
      }
    } catch (ModelApi.Crash crash) {
      restart(60);
    }
  }

  private void reconcileJob() {
    try {
      if (reconciler.reconcile(WORK) instanceof Result.RequeueAfter(var delay)) {
        after(WORK, delay);
      }
    } catch (Exception e) {
      after(WORK, Duration.ofSeconds(1));
    }
  }

  private void reconcileStrays(StrayKey key) {
    try {
      strayPods.reconcile(key);
    } catch (Exception e) {
      strays.put(key, now);
    }
  }

  /** Nothing goes wrong any more, and pods come to their ends: the job must, too. */
  void settle() {
    api.calm();
    life.calm();
    var job = Optional.ofNullable(server.jobs.get(WORK));
    job.filter(j -> JobConditions.finished(j).isEmpty())
        .ifPresent(j -> server.editJob(j, RandomJob::start));
    for (var round = 0; round < 400 && !isAtRest(); round++) {
      now = now.plusSeconds(1 + random.nextInt(60));
      deliverAll();
      due.keySet().stream().toList().forEach(key -> control());
      List.copyOf(strays.keySet())
          .forEach(
              key -> {
                strays.remove(key);
                reconcileStrays(key);
              });
      List.copyOf(server.pods.values()).stream()
          .filter(pod -> server.live(pod).isPresent())
          .forEach(life::step);
      server.collect();
    }
    assertThat(isAtRest()).as("at rest: job %s pods %s", server.jobs, server.pods).isTrue();
  }

  private void deliverAll() {
    for (var change = api.nextJob(); change.isPresent(); change = api.nextJob()) {
      news.jobChanged(change.get());
    }
    for (var change = api.nextPod(); change.isPresent(); change = api.nextPod()) {
      news.podChanged(change.get());
    }
  }

  private boolean isAtRest() {
    return server.jobs.values().stream().allMatch(job -> JobConditions.finished(job).isPresent())
        && server.pods.values().stream().noneMatch(JobFacts::isTracked)
        && server.pods.values().stream().noneMatch(PodFacts::isActive);
  }

  /** For a failure's message. */
  @Override
  public String toString() {
    return "at %s\njobs\n%s\npods\n%s"
        .formatted(
            now,
            lines(server.jobs.values(), JobModel::brief),
            lines(server.pods.values(), JobModel::brief));
  }

  private static <T> String lines(Collection<T> objects, Function<T, String> brief) {
    return objects.stream().map(brief).collect(Collectors.joining("\n"));
  }

  private static String brief(Job job) {
    var spec = new JobSpecBuilder(job.getSpec()).withTemplate(null).withSelector(null).build();
    return Serialization.asYaml(spec) + Serialization.asYaml(job.getStatus());
  }

  private static String brief(Pod pod) {
    return "%s %s index=%d leaving=%s tracked=%s"
        .formatted(
            pod.getMetadata().getName(),
            PodFacts.phase(pod),
            CompletionIndex.of(pod),
            PodFacts.isTerminating(pod),
            JobFacts.isTracked(pod));
  }
}
