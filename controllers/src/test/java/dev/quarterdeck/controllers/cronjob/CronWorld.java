package dev.quarterdeck.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.job.JobConditions;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One cron job, its jobs and a clock that is set by hand. The mirror may lag, requests may fail,
 * and the controller may be stopped at each of them.
 */
final class CronWorld implements CronJobApi {

  /** The process ends here. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  static final ObjectKey KEY = new ObjectKey("default", "tick");

  final List<String> events = new ArrayList<>();

  /** Starts for which a job was made, in the order of their making. */
  final List<Instant> started = new ArrayList<>();

  final Map<String, Job> jobs = new LinkedHashMap<>();
  CronJob cronJob;
  Instant now;
  Optional<Instant> due;

  private final Random random;
  private final int faults;
  private CronJobReconciler reconciler;
  private final Set<String> names = new HashSet<>();
  private CronJob mirroredCronJob;
  private Map<String, Job> mirroredJobs = Map.of();
  private boolean lagging;
  private int uids;
  private long version = 1;

  CronWorld(CronJobBuilder cronJob, Instant now) {
    this(cronJob, now, 0, 0);
  }

  /**
   * @param faults how many of a thousand requests go wrong
   */
  CronWorld(CronJobBuilder cronJob, Instant now, long seed, int faults) {
    this.now = now;
    this.faults = faults;
    this.cronJob = cronJob.build();
    random = new Random(seed);
    restart();
  }

  private void restart() {
    var metrics = new CronJobMetrics(new SimpleMeterRegistry());
    reconciler = new CronJobReconciler(this, metrics, () -> now, ZoneOffset.UTC);
    due = Optional.of(now);
    catchUp();
  }

  static CronJobBuilder every(String schedule, Instant created) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("tick")
        .withUid("cron-1")
        .withResourceVersion("1")
        .withCreationTimestamp(Timestamps.format(created))
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule)
        .withConcurrencyPolicy("Allow")
        .withSuspend(false)
        .withSuccessfulJobsHistoryLimit(3)
        .withFailedJobsHistoryLimit(1)
        .withNewJobTemplate()
        .withNewMetadata()
        .addToLabels("app", "tick")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .endTemplate()
        .endSpec()
        .endJobTemplate()
        .endSpec();
  }

  /** From now on the mirror shows what there was. */
  void lag() {
    lagging = true;
  }

  void catchUp() {
    lagging = false;
    refresh();
  }

  private void refresh() {
    if (!lagging) {
      mirroredCronJob = cronJob;
      mirroredJobs = new LinkedHashMap<>(jobs);
    }
  }

  /** One look at the cron job. */
  void look() {
    due = Optional.empty();
    try {
      if (reconciler.reconcile(KEY) instanceof Result.RequeueAfter(var delay)) {
        due = Optional.of(now.plus(delay));
      }
    } catch (Exception e) {
      due = Optional.of(now.plusSeconds(1));
    } catch (Crash crash) {
      restart();
    }
  }

  /** Lets time pass, with a look whenever one is due. */
  void runUntil(Instant end) {
    while (due.filter(time -> !time.isAfter(end)).isPresent()) {
      now = due.get().isAfter(now) ? due.get() : now;
      look();
    }
    now = end;
  }

  void edit(UnaryOperator<CronJobBuilder> change) {
    cronJob = change.apply(new CronJobBuilder(cronJob)).build();
    bump();
    due = Optional.of(now);
  }

  private void bump() {
    cronJob =
        new CronJobBuilder(cronJob)
            .editMetadata()
            .withResourceVersion(Long.toString(++version))
            .endMetadata()
            .build();
    refresh();
  }

  /** The job ends, which its cron job is told of. */
  void end(Job job, String condition) {
    var at = Timestamps.format(now);
    jobs.put(
        job.getMetadata().getName(),
        new JobBuilder(job)
            .editOrNewStatus()
            .withActive(null)
            .withCompletionTime(condition.equals(JobConditions.COMPLETE) ? at : null)
            .addNewCondition()
            .withType(condition)
            .withStatus("True")
            .withLastTransitionTime(at)
            .endCondition()
            .endStatus()
            .build());
    refresh();
    due = Optional.of(now);
  }

  List<Job> running() {
    return jobs.values().stream().filter(job -> JobConditions.finished(job).isEmpty()).toList();
  }

  private <T> T request(Supplier<T> effect) {
    var roll = random.nextInt(1000);
    if (roll >= faults) {
      return effect.get();
    }
    switch (roll % 5) {
      case 0 -> throw new Crash();
      case 1 -> {
        effect.get();
        throw new Crash();
      }
      case 2 -> throw new KubernetesClientException("conflict", 409, null);
      case 3 -> {
        effect.get();
        throw new KubernetesClientException("no answer", 0, null);
      }
      default -> throw new KubernetesClientException("no connection", 0, null);
    }
  }

  @Override
  public Optional<CronJob> cronJob(ObjectKey key) {
    return Optional.of(mirroredCronJob);
  }

  @Override
  public Collection<Job> jobs(CronJob owner) {
    return mirroredJobs.values().stream()
        .filter(job -> Owners.isControlledBy(job, owner.getMetadata().getUid()))
        .toList();
  }

  @Override
  public Optional<CronJob> liveCronJob(ObjectKey key) {
    return Optional.of(request(() -> cronJob));
  }

  @Override
  public Optional<Job> liveJob(ObjectKey key) {
    return Optional.ofNullable(request(() -> jobs.get(key.name())));
  }

  @Override
  public Optional<Job> create(Job job) {
    return request(() -> created(job));
  }

  private Optional<Job> created(Job job) {
    var name = job.getMetadata().getName();
    if (jobs.containsKey(name)) {
      return Optional.empty();
    }
    assertThat(names.add(name)).as("%s is started once", name).isTrue();
    var created =
        new JobBuilder(job)
            .editMetadata()
            .withUid("job-" + ++uids)
            .withResourceVersion(Long.toString(++version))
            .withCreationTimestamp(Timestamps.format(now))
            .endMetadata()
            .withNewStatus()
            .withStartTime(Timestamps.format(now))
            .withActive(1)
            .endStatus()
            .build();
    jobs.put(name, created);
    started.add(ScheduledJob.start(created).orElseThrow());
    refresh();
    return Optional.of(created);
  }

  @Override
  public void delete(ObjectKey key, String uid) {
    request(
        () -> {
          var job = jobs.get(key.name());
          if (job != null && job.getMetadata().getUid().equals(uid)) {
            jobs.remove(key.name());
            refresh();
          }
          return job;
        });
  }

  @Override
  public void write(CronJob seen, CronJobStatus status) {
    request(
        () -> {
          var known = cronJob.getMetadata().getResourceVersion();
          if (!known.equals(seen.getMetadata().getResourceVersion())) {
            throw new KubernetesClientException("conflict", 409, null);
          }
          check(status);
          cronJob = new CronJobBuilder(cronJob).withStatus(status).build();
          bump();
          return cronJob;
        });
  }

  private void check(CronJobStatus status) {
    var before = cronJob.getStatus();
    if (before != null && before.getLastScheduleTime() != null) {
      assertThat(Instant.parse(status.getLastScheduleTime()))
          .as("the last start never goes back")
          .isAfterOrEqualTo(Instant.parse(before.getLastScheduleTime()));
    }
    assertThat(status.getActive().stream().map(ref -> ref.getUid())).doesNotHaveDuplicates();
  }

  @Override
  public void event(CronJob about, Note note) {
    events.add(note.reason() + " " + note.message());
  }

  /** Whether an event of that reason was noted. */
  boolean told(String reason) {
    return events.stream().anyMatch(event -> event.startsWith(reason + " "));
  }

  void pass(Duration time) {
    runUntil(now.plus(time));
  }
}
